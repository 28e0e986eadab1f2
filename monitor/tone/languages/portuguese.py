"""What customers say in Portuguese, in Brazil and in Portugal."""

from __future__ import annotations

from monitor.tone.languages.vocabulary import Calendar, Vocabulary

_PHRASES = {
    "no answer": """
        está aí alguém
        (segunda|terceira|quarta) vez que (pergunto|escrevo|peço|ligo)
        ninguém _ (respond*|retorn*|atend*|lig*|entra em contato|entrou em contato|dá retorno|deu retorno|resolve*|resolv*|contact*|contat*|diz nada|fala nada|explica*|sabe de nada|ajuda*|dá satisfação|deu satisfação|dá uma resposta|devolv*|liga de volta)
        (não|nunca|jamais|nem) (me|nos|mais|sequer|se)? (respond*|retorn*|atend*|contactaram|contataram|contactou|avisaram|dão|deram|deu|dá) (o|a|as|os|mais|meu|minha|meus|minhas|nenhuma|ninguém|nada|ao|aos|às|nem|minhas|meus|mensagens|e-mails|telefone|uma|qualquer|retorno|resposta|satisfação|notícias|sequer)
        (não|nunca|jamais|nem) (me|nos|mais)? (responderam|respondem|responde|respondeu|retornam|retornaram|retornou|retorna|atendem|atende|atenderam|respondido|retornado|ligaram|ligou|ligam|contactaram|contataram|respondidas|devolveram a chamada|devolvem as chamadas)
        (sem|nenhuma|zero|nenhum|cadê a|cadê o|aguardo|aguardando|à espera de|esperando|espero|sem qualquer|não tenho|não obtive|não recebi|não tive|nem uma) (uma|um|nenhum|nenhuma|qualquer|a|o|por|ainda|de)? (uma|um)? (resposta|respostas|retorno|retornos|satisfação|notícia|notícias|explicação|posição|feedback|contato|contacto|posicionamento|desculpas|previsão)
        (e-mails|emails|mensagens|mails|ligações|chamadas|chamados|reclamações|protocolos|mensagem) _ (sem resposta|ignorad*|sem retorno|não respond*|não lid*)
        (visualiza|visualizam|visualizou|visualizaram|leem|lê|visualizada) (e|mas|a mensagem e) (não|nada)
        (silêncio) (total|absoluto|ensurdecedor)
        (sumiram|sumiu|desapareceram|somem) (do mapa|com|e|depois|após|sem)
        (vácuo|no vácuo)
    """,
    "ignored": """
        (me|nos|sou|fui|fomos|estou sendo|sendo|completamente|totalmente|somos) (completamente|totalmente|simplesmente|sempre)? (ignora*|ignorad*)
        (ignora*) (o|os|a|as|meus|minhas|completamente|todas|todos|clientes|mensagens|seus)
        (fazem|faz|fez|fizeram|fazendo|faz-se) (pouco caso|descaso|de conta|corpo mole|de surdos|de surdo|ouvidos|orelhas)
        (descaso|pouco caso|desprezo) (com|total|pelo|pelos|do|da|dos|absurdo|enorme)
        (estão|está|nem|não) (nem)? (aí|se lixando|se importa*|ligam|ligando) (para|pra|com|pros|pro|pelos)
        (cagando) (e andando|para|pra|pro)
        descaso
        (deixa*|deixou|deixaram) (a gente|o cliente|na mão|na mao|nos|me|pendurad*|à espera|esperando)
        na mão
        (me|nos) (enrolam|enrolaram|enrolando|enrola|enrolou|empurram|embromando)
        (estão|ficam|fica|só|só me|só) (me|nos)? (enrolando|embromando|enrolam)
        (enrolação|enrola)
    """,
    "waiting": """
        (estou|estamos|tô|to|fiquei|ficamos|continuo|continuamos|ando|sigo|há|faz|desde|ainda|já) __ (esperando|à espera|aguardando|a espera|aguardo|espero|no aguardo|esperar|tentando|sem solução|sem resposta|sem resolver)
        (ainda|continuo|continuamos|sigo) (estou|a|à|no|aqui)? (esperando|aguardando|à espera|espera|aguardo|esperar)
        (horas|hora|dias|dia|semanas|semana|meses|mês|minutos|anos|ano) (esperando|aguardando|à espera|de espera|e nada|sem|de atraso|tentando|e ainda|e ninguém|e até agora|pra|para|e não|e continuo|de enrolação|que estou|que espero|que aguardo|na fila|na espera)
        (até quando|quanto tempo|quantos dias|quantas vezes) (vou|vamos|tenho|temos|mais|preciso|terei|isso|é|devo|vai)
        (demora|espera|fila) (absurda|interminável|enorme|infinita|sem fim|insuportável|horrível|inaceitável|excessiva|eterna|demais|de)
        (cansad*|fart*|cansei) (de|em) (esperar|aguardar|ligar)
        (chá) de cadeira
    """,
    "chasing": """
        (já|ja) (liguei|mandei|enviei|reclamei|abri|entrei em contato|escrevi|telefonei|fiz|tentei|contactei|pedi|solicitei|falei|contatei) __ (vezes|e-mails|emails|mensagens|mails|chamados|protocolos|ligações|reclamações|chamadas|tickets)
        (liguei|mandei|enviei|reclamei|abri|escrevi|telefonei|ligo|ligamos|mando|contactei|tentei) __ (vezes|e-mails|emails|mensagens|mails|chamados|protocolos|ligações|todo dia|todos os dias|diversas|inúmeras|várias)
        (depois|após|mesmo após) (de)? (várias|vários|inúmeras|inúmeros|mil|muitas|muitos|dezenas|diversas|diversos|tantas|três|quatro|cinco|dez|duas|seis) _ (ligações|e-mails|emails|mensagens|chamadas|telefonemas|protocolos|reclamações|tentativas|contatos|mails|contactos)
        (três|quatro|cinco|dez|vinte|mil|várias|inúmeras|vários|dezenas de|diversas|diversos|seis) (ligações|e-mails|emails|mensagens|chamadas|telefonemas|protocolos|reclamações|mails|chamados) _ (e|sem|nada|ninguém|depois|abertos)
    """,
    "cannot reach": """
        (impossível|não consigo|não conseguimos|não se consegue|não dá para|não dá pra|tento|tentando|tentei|difícil|não tem como|ninguém consegue|estou tentando|não consegui) (se)? (falar|contactar|contatar|entrar em contato|entrar em contacto|ligar|ser atendid*|contato|comunicar|resolver por telefone|que atendam|atendimento)
        (telefone|linha|número|sac|0800) _ (ocupad*|desligad*|não atende*|só chama|inexistente|não funciona|só dá ocupado|mudo|impedid*)
        (só) (chama|dá ocupado|cai na caixa|robô|cai a ligação)
        (incontactáve*|inacessíve*)
        (falar com) (um robô|robô|máquina)
    """,
    "on hold": """
        (hora|horas|minutos) __ na linha
        ouvindo musiquinha
        (musiquinha|música) (de|da|na|em) espera
        (horas|minutos|hora|tempo) (no telefone|ao telefone|na linha|em espera|na espera|pendurad*|ouvindo musiquinha|na fila de|ouvindo a musiquinha)
        (deixa*|colocam|ficam|fiquei|puseram|ficar) _ (na espera|em espera|pendurad*|na linha|no telefone|mudo)
        (desligam|desligaram|desligou|cai|caiu|derrubam|derrubaram) _ (na minha cara|na cara|a ligação|o telefone|ligação|no meio|o telemóvel|a chamada)
    """,
    "still not": """
        (até agora|até hoje|até o momento|até ao momento|ainda|continua|continuam|continuo|sigo) (nada|não|sem|nenhum*|ninguém|aguardando|na mesma)
        (e) (até agora|até hoje|ainda|continua) (nada|nenhum*)
        (não|nunca|ninguém) (me|nos|se)? (resolv*|resolvem|resolveram|resolveu|resolve|solucion*|consert*|ajud*|fazem nada|faz nada|tomam providência*|fizeram nada)
        (sem|nenhuma) (solução|previsão|providência)
        (e) nada
    """,
    "sent around": """
        (jogam|joga|jogando|empurr*|transfer*|passam|mandam|passado|passada) _ (de um|de setor|para outro|pra outro|de um lado|um para o|a culpa|de um setor|de departamento|para lá e para cá)
        (jogo de empurra|empurra empurra|empurra-empurra|bola de pingue|bola de ping pong|ping pong)
        (desligam|desligaram|desligou|bateram) (o telefone|na minha cara|na cara|a chamada|o telefone na)
        (de) (setor em setor|departamento em departamento)
    """,
    "broken promise": """
        (prometeram|prometeu|prometem|prometido|promete|disseram|disse|falaram|garantiram|garantiu|ficaram de|ficou de|combinad*|iam|era para|era pra|afirmaram|asseguraram) __ (mas|e|só que|porém|até|ainda) _ (nada|nunca|ninguém|não|nenhum*|agora|hoje|nem)
        (não|nunca|jamais) (cumpr*|honra*|cumprem|mantêm|respeit*|honram) (o|a|os|as|com|nada|prazo*|promess*|nenhum*|o que|prazos|horários|horário|seus|sua|acordo|palavra)
        (não|nunca) (cumprem|cumpriram|cumpre|cumpriu|foi cumprido)
        (promessa*|prazo*|acordo) _ (não|nunca|falsa*|vazia*|descumprid*|quebrad*|estourad*|vencid*|vazias)
        (falsas|só|muitas) (promessas|desculpas)
        (desculpa|mentira) (atrás de|em cima de|após) (desculpa|mentira|outra)
        (desculpas) (esfarrapad*|e mais|atrás)
        (descumpr*|incumpr*) (o|a|prazo*|oferta|acordo|contrat*|com|do|do prazo)
        (faltam|faltou|faltaram) (com a|à) palavra
    """,
    "did not come": """
        ninguém _ (apareceu|veio|aparece|vem|compareceu|chegou|esteve|foi lá)
        (não|nunca) (veio|vieram|apareceu|apareceram|compareceu|compareceram|aparece|aparecem|vêm|vem|passou ninguém) (ninguém|no|na|nem|e|o|para|pra|até|hoje|ontem|mais|à|a|nunca|na data|no dia)
        (não|nunca) (apareceu|apareceram|compareceu|compareceram|aparecem|aparecer*)
        (técnico|encanador|canalizador|entregador|instalador|eletricista|montador|prestador) _ (não|nunca) (veio|vem|apareceu|aparece|chegou|compareceu|foi)
        (bolo|me deram bolo|deu bolo|deram um bolo|deu um bolo|levei um bolo|me deixaram plantad*|deixou plantad*)
        (perdi|perdendo|perder|faltei) (o|um|a|ao|meu)? (dia|trabalho|manhã|tarde|dia de trabalho) (de trabalho|esperando|à espera|à toa|inteiro|inteira|para nada|pra nada)
    """,
    "put off": """
        (cancel*|remarc*|adi*|desmarc*|reagend*) _ (consulta|voo|pedido|reserva|visita|instalação|última hora|em cima da hora|sem aviso|sem avisar|entrega|compra|de novo|pela terceira|pela segunda|sem motivo|viagem|novamente)
        (consulta|voo|pedido|reserva|visita|instalação|entrega|compra|viagem|passagem) _ (cancelad*|remarcad*|adiad*|desmarcad*|reagendad*)
    """,
    "lied to": """
        (mentem|mentiram|mentiu|mentira|mentiras|mentiros*|mente para|enganos*|enganad*|enganam|enganaram|enganou|enganação|propaganda enganosa|publicidade enganosa|iludem|ludibri*|me fizeram de|nos fizeram de|fazem de bobo|me fazem de|fazem o cliente de)
        (me|nos) (passaram|fizeram|fazem) (a perna|de idiota|de bob*|de palhaç*|de troux*|de otári*|de parv*)
    """,
    "staff": """
        humilh* (minha|meu|a|o|me)
        (muito|super|extremamente|tão|totalmente|completamente|bem|bastante|mais)? (mal educad*|mal-educad*|maleducad*|gross*|rude*|arrogant*|ignorante*|despreparad*|incompetent*|incompetência|antipátic*|grosseir*|desrespeitos*|prepotent*|estúpido com|estúpida com|mal humorad*|mal-humorad*|debochad*|desqualificad*|inexperiente*|antiprofission*|desinteressad*|malcriad*|amador*|deseducad*|mal preparad*|indelicad*|petulante*|desorganizad*|má educação|trombud*|mal encarad*)
        (falta|zero|nenhum|nenhuma|total falta|faltou|sem) (total|nenhum|nenhuma|de total)? (de)? (respeito|educação|profissionalismo|consideração|empatia|preparo|compromisso|competência|bom senso|seriedade|brio)
        (pouco|nada|nem um pouco) (profissiona*|educad*|simpátic*|atencios*|prestáve*|cordia*|sério*|gentil|gentis)
        (desrespeito|desrespeitad*) (com|total|ao|pelo|pelos|enorme|absurdo|aos|pelo|por|na)
        desrespeito
        (trat*|tratou|tratam|tratad*|atend*) _ (mal|como lixo|como cachorro|com grosseria|com desprezo|com deboche|pessimamente|feito lixo|como um cão|como se|abaixo de cão|com ignorância|com arrogância|com má vontade|com descaso)
        (gritou|gritaram|gritando|xingou|xingaram|debochou|debocharam|riram|riu|humilhad*|humilharam|berrou|berraram|insult*|ofend*) (comigo|conosco|da minha cara|na minha cara|de mim|com minha|por|pela|pelo|da gente|com a|connosco|-me|me|em)
        (má|péssima|pouca) (vontade|educação|atitude|postura)
        (funcionári*|atendente*|garçom|garçons|gerente|vendedor*|equipe|staff|empregad*|rececionista|recepcionista) _ (mal educad*|mal-educad*|gross*|péssim*|despreparad*|rude*|arrogant*|antipátic*|incompetent*|lent*|debochad*|ignorante*|horríve*|má vontade|perdid*)
        (não|nem) (se)? (importam|importa|ligam|preocupam|estão preocupados) (com|nem|para|pra)
        (incompetente*|incapaz*|negligenc*|negligente*|ineptos|inúteis)
    """,
    "service": """
        (péssim*|mau|má|horríve*|terríve*|pior|ruim|lixo de|porcaria de|fraco|fraquíssim*|lamentáve*|deploráve*|vergonhos*|precári*|nenhum|zero|desastros*|nojent*|ridícul*|porco|merda de|bosta de|inexistent*|lent*|patétic*) (o|de)? (atendimento|serviço|serviços|experiência|suporte|sac|comunicação|tratamento|assistência|apoio|pós-venda|pós venda|apoio ao cliente|gestão|organização)
        (atendimento|serviço|serviços|experiência|suporte|sac|comunicação|tratamento|assistência|apoio ao cliente|pós-venda|pós venda|gestão|organização) __ (péssim*|mau|má|horríve*|terríve*|ruim|lixo|porcaria|uma merda|fraco|lamentáve*|deploráve*|vergonhos*|precári*|zero|desastros*|nojent*|ridícul*|inexistent*|lent*|patétic*|deixa a desejar|deixou a desejar|uma bosta|um lixo|não existe|deixam a desejar|de quinta|abaixo da crítica|nota zero|uma vergonha|inaceitáve*|pior)
        (mal|pessimamente|muito mal) (atendid*|tratad*|servid*)
    """,
    "money": """
        (estorno|reembolso) _ em análise
        (fatura|conta) __ (não corresponde|errad*|consumo)
        (cobr*|descont*|debit*|factur*|fatur*|lanç*|pagar|paguei|pagando) _ (duas vezes|em dobro|a mais|indevid*|dobrado|duplicad*|o dobro|sem autorização|sem avisar|sem aviso|sem meu|mesmo após|mesmo depois|mesmo cancel*|algo que|um serviço que|por algo|extra|valor errado|que não|juros|abusiv*|três vezes|por um serviço)
        (cobrança|cobranças|taxa|taxas|fatura|conta|valor|valores|débito|débitos|tarifa|tarifas|comissões|juros|preço|preços|multa) _ (indevid*|abusiv*|errad*|absurd*|não autorizad*|duplicad*|escondid*|ocult*|surpresa|a mais|que não|exorbitant*|injust*|não reconhecid*|superfaturad*|fantasma*|incorret*|incorrect*|inexistent*|altíssim*|em dobro)
        (cobram|cobraram|cobrou|cobrando|continuam cobrando|continuam a cobrar|continua cobrando|me cobram) (me|taxa|mais|muito|caro|uma|multa|por|indevidamente|valores|sem|a|o|e não|juros|em|duas)
        (ficaram|ficou|embolsaram|seguram|retiveram|estão) com (meu|o meu|nosso|a minha|o) (dinheiro|depósito|caução|sinal|dinheirinho)
        (aument*|subiram|subiu) _ (preço|mensalidade|valor|plano|fatura|conta) (sem|do nada|de novo|outra|abusiv*)
        (roubalheira|assalto|extorsão|absurdo de caro|caríssim*|preço abusivo|preços abusivos|exploração|um roubo)
        (orçamento|combinado|orçad*) __ (mas|e|depois|acab*|no fim) _ (cobr*|pag*|dobro|reais|euros|mais caro)
        (muito|demasiado|absurdamente) car* (para|pra|pelo|pela|por)
    """,
    "fraud": """
        (golpe|golpes|golpist*|fraud*|estelionat*|trambiqueir*|caloteir*|calote|ladrões|ladrão|ladra|bandidos|vigaris*|burla|burlad*|burlões|burlão|trapaceir*|picaret*|safadeza|pilantr*|gatunos|gatunagem|aldrab*|roubalheira|quadrilha|estelionatários|charlatões|charlatã*|intrujões|empresa fantasma|171)
        (me|nos|fui|fomos|é|isso é|isto é|um) (roub*|rouba*|furt*|assalt*|passad* para trás|lesad*) (do|de|o|a|meu|na|no|descarad*|por|em|pela|pelos|pelo)
        (é|isso é|isto é|que) (um)? (roubo|assalto|golpe|fraude|burla)
        (roubando|roubam|rouba|roubaram|roubou) (o|a|os|meu|clientes|na|do|descaradamente|minha)
        (fui|fomos|sentir|sinto) (lesad*|roubad*|enganad*|burlad*)
    """,
    "refund": """
        (quero|exijo|exigimos|queremos|solicito|solicitei|pedi|peço|aguardo|esperando|espero|preciso d*|aguardando|pedindo|cadê|pedir|exigir|reclamo|negaram|recusam|sem|queria) (o|de|do|meu|a|que|um|minha|uma|pelo)? (meu|me|minha|um)? (reembolso|estorno|dinheiro|devolução|devolvam|devolver|dinheiro de volta|estornem|reembolsem|ressarcimento|ressarcid*|valor de volta|restituição)
        (devolvam|devolve|devolva|devolvem|estornem|reembolsem|restituam) (me|o|meu|a|minha|nosso|logo|já|nos)? (meu|o meu|minha)? (dinheiro|valor|grana|estorno|caução|logo)
        (não|nunca|nem|até hoje não) (me|nos)? (devolv*|devolveram|estorn*|reembols*|restitu*|ressarc*|fui reembolsad*|recebi o reembolso|recebi meu dinheiro|recebi o estorno|recebi de volta|caiu o estorno|fizeram o estorno)
        (dinheiro|grana|valor) (de volta|não foi devolvido|não voltou|não foi estornado)
        (reembolso|estorno|devolução) (não|nunca|até|negad*|recusad*|que não|do|imediat*|já|ainda) (foi|chegou|caiu|veio|agora|dinheiro|hoje|valor|me|feit*|realizad*|pagamento)
        (meu|o meu) (reembolso|estorno|dinheiro) (cadê|onde|não|até|que)
        (cadê|onde está|onde está o|cadê o) (meu|o meu) (reembolso|estorno|dinheiro)
    """,
    "waste": """
        (perda|perdi|perder|desperdício|desperdicei|joguei|jogar|deitei|jogado|perca|perco|perdendo) (de|o|meu|o meu|todo|muito|fora|um|seu)? (tempo|dinheiro|dinheiro fora|dia|grana|manhã)
        (dinheiro|tempo) (jogado|perdido|desperdiçado|no lixo|deitado|gasto à toa) (fora|no lixo|ao lixo|e|com)
        (não) (vale|valem|valeu|compensa|vale nem) (a pena|o|o preço|nada|o que|nem|o dinheiro)
        (não) (compensa|vale a pena)
    """,
    "damage": """
        (deixou|deixaram) (me)? sem (net|luz|água|internet)
        (sem) (água quente|água|luz|energia|internet|sinal|aquecimento|gás|telefone|rede|wifi|linha|eletricidade|conexão)
        (quebra*|estrag*|danific*|destru*|arranh*|amassa*|inund*|alag*|mancha*|riscaram|detonaram|acabaram com) (o|a|os|as|meu|minha|meus|minhas|todo|toda|tudo|um|uma)
        (infiltração|infiltrações|vazamento|prejuízo|prejuízos) (no|na|em|de|que|enorme|meu|do|da|e|com|por)
    """,
    "does not work": """
        (não|nunca|nem|nada) (me)? (funciona*|liga mais|carrega*|conecta*|pega|abre|presta*|serve|pegam|anda|gela|esquenta|imprime|toca|conectam|dá para usar|dá pra usar|roda)
        (parou|deixou|param|parei|para) de (funcionar|carregar|ligar|pegar|gelar|trabalhar)
        (deu|dá|dando|com|apresentou) (defeito|problema|pau|tilt|pane|avaria)
        (fora) (do ar|de serviço)
        (não) tem (sinal|internet|água|luz|energia|rede|conexão)
    """,
    "broken": """
        (quebrad*|defeituos*|com defeito|estragad*|danificad*|avariad*|rachad*|amassad*|vencid*|mofad*|podre*|encardid*|rasgad*|fora da validade|usad* e|suj*|imund*|sujeira)
        (má|péssima|baixa|baixíssima|pouca|fraca) qualidade
        (qualidade) (péssim*|ruim|baixa|horríve*|inferior|duvidosa|caiu|má|fraca|zero|deixa)
        (quebrou|estragou|queimou|pifou|rasgou|descolou|avariou|partiu|soltou|desbotou|trava|travou|travando|travam|caindo aos pedaços|desliga sozinh*)
        (porcaria|tranqueira|gambiarra|vagabund*|droga de|lixo de produto|sucata|treta)
        (comida|pizza|carne|prato|lanche|hambúrguer|café|sanduíche|arroz|frango|peixe|bife|marmita) _ (fri*|cru|crua|queimad*|estragad*|azed*|horríve*|ruim|intragáve*|sem gosto|duro|dura|salgad*|vencid*|gelad*|podre|sem sabor|péssim*|esturricad*)
        (cabelo|barata|mosca|bicho|larva|inseto|pelo) (na|no|em|dentro) (comida|minha|meu|prato|salada|pizza|lanche|sopa|quarto|da)
        (quedas|oscilaç*|instabilidade|lentidão|falha*|erros) (constant*|o tempo todo|na|no|de|todo|toda|d*|e)
    """,
    "wrong": """
        (portas|porta|gaveta) não (fecha|abre)
        (produto|pedido|tamanho|modelo|cor|item|endereço|peça|artigo|encomenda|prato|nota) (errad*|trocad*|incomplet*|diferente|faltando|em falta)
        (veio|vieram|chegou|chegaram|entregaram|mandaram|enviaram|recebi|trouxeram|mandou) _ (errad*|trocad*|incomplet*|quebrad*|faltando|com defeito|diferente|outro|outra|fri*|estragad*|vazi*|amassad*|danificad*|pela metade|usad*|partid*|vencid*|cru)
        (faltando|faltava|faltou|faltavam|faltam) (peças|itens|um|uma|metade|o|a|produtos|dois|parafusos|item)
        (não) (é|era|foi|corresponde*|condiz*) (o que|a que|com o|ao|com a|igual|bem o que|aquilo que|com|à) (comprei|pedi|anunci*|descri*|contratei|que|foto|encomendei|prometido|combinado)
    """,
    "problem": """
        (problema|problemas|dor de cabeça|transtorno|transtornos|chatice|perrengue|dificuldade*) (com|no|na|para|pra|em|de|que|sem|e|desde|constant*|técnic*|grave|d*)
        (só|mesmo|sempre|muitos|outro|vários|vários|mais um|com) (o|os|um|d*)? (mesmo|mesmos)? (problema|problemas|dor de cabeça|transtorno|aborrecimento*)
        (por que|porque|por quê|porquê|pq|como pode|como é possível|como assim) (não|ninguém|vocês|meu|minha|o|a|vcs|tenho|estão|uma empresa|isso|continuam|me|demora|que|é que|ainda) _ (não|ninguém|nada|tanto|funciona|atend*|respond*|demor*|cobr*|ainda|tão|resolv*|entreg*)
        (o que) (está acontecendo|houve|aconteceu|se passa|está havendo|tá acontecendo) (com|na|no)
        (podem|pode|poderia*|alguém pode|vcs podem|vocês podem|conseguem) (por favor|me|alguém|pf|nos)? (me|por favor|pf)? (ajudar|resolver|explicar|verificar|dizer|informar|solucionar|ver isso|arranjar|esclarecer)
        (preciso|precisamos) (de|da)? (uma|urgente|muito|de)? (ajuda|solução|urgente|solucionar|resolver|socorro)
        (resolvam|resolve|arrumem|consertem|tomem|façam|resolvem|solucionem) (isso|logo|isto|o|meu|vergonha|providência*|alguma|algo|já|o problema|por favor|essa)
        (toda|cada) vez que
        (de novo|outra vez|mais uma vez) (essa|esse|isso|sem|o|a|com|não|isto|esta|este|caiu)
    """,
    "delivery": """
        (jogou|atirou|largou) (a|o|minha|meu) (encomenda|pacote|entrega)
        (rastreio|rastreamento) _ parado
        chega amanhã
        (pedido|encomenda|entrega|produto|pacote|compra|mala|bagagem|sofá|geladeira|mercadoria|carta|comida|lanche|pizza|frigorífico|celular|livro|presente) __ (não|nunca|ainda não|até agora nada|e nada) (foi|foram|me|tinha|tem|havia|saiu|está)? (cheg*|entreg*|receb*|env*|despach*|apareceu|aparece|veio|postad*|saiu|localizad*)
        (não|nunca|ainda não|até agora não|até hoje não|jamais) (me)? (chegou|chegaram|chega|entregaram|entregam|recebi|recebemos|entregue*|foi entregue|enviaram|despacharam|postaram|foi enviado|entregou|receberam) (o|a|meu|minha|nada|no|na|ainda|nem|até|os|as|em|e|aqui|o produto|nenhum*|hoje|ontem|sequer|mercadoria|em casa)
        (não|nunca|ainda não|até agora não|até hoje não) (me)? (chegou|entregaram|recebi|recebemos|foi entregue|entregam)
        (perderam|extraviaram|extraviou|perdeu|extraviad*|sumiram com|sumiu|roubaram) (o|a|meu|minha|minhas|com)? (meu|minha|minhas|o)? (pedido|encomenda|pacote|mala|malas|bagagem|produto|mercadoria)
        (pedido|encomenda|pacote|mala|bagagem) (extraviad*|perdid*|desaparecid*|parad*|pres*|roubad*|sumiu|desapareceu)
        (cadê|onde está|onde tá|onde anda|kd|onde está o|onde estão|cadê a|cadê o) (o|a|os|as)? (meu|minha|minhas|meus|nosso|nossa) (pedido|encomenda|pacote|produto|compra|mala|malas|técnico|entrega|comida|lanche|bagagem)
        (consta|diz|aparece|dizem|marcaram|deram|deram como|site diz) (como|que foi|que|que está|já)? (entregue*) (mas|e|só que|porém|sendo|a)
        (tentativa de entrega|destinatário ausente|falsa tentativa) (que|e|mas|sendo|falsa|não|frustrada)
    """,
    "late": """
        (atrasad*|atraso|atrasos|atrasou|atrasam|atrasaram|atrasa) (de|no|na|mais|em|do|da|novamente|de novo|sempre|há|sem|muito|a|o|e|meu|minha|dias|uma|duas|três|outra|constante*|semanas|absurd*|novo|demais|nas|todos)
        (com|em|entrega|voo|sempre|muito|está|pedido|trem|ônibus|comboio|metro|já|estão|totalmente|autocarro) (muito|super|sempre|mais de|está|já)? (atraso|atrasad*|atrasos)
        (voo|trem|ônibus|comboio|metrô|metro|autocarro) _ (cancelad*|atrasad*|suprimid*|parad*|atraso)
        (chegou|chega|chegaram|entregaram|chegam|veio|vieram) (muito|super|sempre|horas|dias|semanas|bastante)? (tarde|atrasad*|com atraso|depois do prazo|fora do prazo|depois do previsto)
        (demor*|demora|demoram|demorou|demoraram|demorado|demorada|leva|levou|levaram) (muito|demais|séculos|uma eternidade|horas|dias|semanas|meses|para|pra|mais|tanto|um absurdo|a|uma|horrores|anos|duas|três)
        (fora|estourou|passou) (do|o) prazo
        (prazo) (estourad*|vencid*|já passou|expirou|de entrega já)
    """,
    "safety": """
        (intoxic*|vazamento de gás|fuga de gás|cheiro de gás|cheiro a gás|barata*|percevejo*|ratos|rato|mofo|bolor|perig*|explod*|explos*|pegou fogo|pegando fogo|incêndi*|choque elétrico|curto circuito|curto-circuito|ferid*|queimadura*|faísca*|eletrocut*|electrocut*|larvas|envenen*|salmonela|risco de vida|risco de morte|inseguro|insegura|insalubre)
        (fui|parei|foi|parar|acab*|fomos) _ (no|ao|no pronto|pro|para o|nas) (hospital|pronto socorro|pronto-socorro|urgências|urgência|médico)
        (passei|passamos|passou|ficou|fiquei|passaram) (muito)? (mal|doente) (depois|com|a|por|após|do|da|toda|o)
        (quase|poderia|podia|podíamos) (ter)? (morri|morr*|matou|matar*|morrido|matado)
        (reação) alérgica
    """,
    "privacy": """
        (vaz*|vend*|divulg*|compartilh*|partilh*|expus*|roub*|passaram|deram|exposição|usaram) (dos|de)? (meus|nossos|os meus|os|meu|o meu) (dados|número|telefone|e-mail|informações|cpf|endereço|contacto|contato)
        (vazamento|roubo|fuga|violação) de (dados|privacidade|informações)
        (meus|os meus|nossos) (dados|dados pessoais) (foram|estão|vazad*|vazaram|pessoais|expostos|roubados|na internet|vendidos)
        (lgpd|rgpd|cnpd|privacidade|spam|sem meu consentimento|sem o meu consentimento|sem minha autorização|sem a minha autorização|clonad*|clonaram|golpistas com meus dados|assédio telefónico)
    """,
    "website": """
        (site|app|aplicativo|aplicação|sistema|internet|wifi|servidor|servidores|plataforma|conexão|portal|rede|fibra|banda larga|página) __ (não|caiu|fora do ar|lent*|trav*|erro|erros|um lixo|péssim*|horríve*|instáve*|caindo|bugad*|em baixo|down|crash*|uma merda|uma porcaria|uma bosta|ruim|cai|inoperante|bloque*) _ (funciona*|abre|carrega|deixa|entra|conecta|permite|toda|o tempo|hoje|desde|de novo|e|há|demais|sempre|dia|muito|hora|para|direto|responde|aceita)
        (site|app|aplicativo|sistema|internet|wifi|servidor|conexão|aplicação|rede) (não|está|tá|caiu|vive|só|sempre|do|da|de|muito|é|fica|totalmente|anda|esta|super) (muito|sempre|super|uma|um|totalmente)? (lent*|fora do ar|caindo|trava*|travando|caiu|funciona*|abre|carrega|cai|bugad*|ruim|péssim*|horríve*|instáve*|em baixo|lixo|porcaria|merda|bosta|fora)
        (não) (consigo|dá|conseguimos|se consegue|estou conseguindo|to conseguindo|tô conseguindo|deixa|consegui|me deixa|permite) (mais|para|pra|de|nem)? (entrar|acessar|aceder|logar|fazer login|pagar|baixar|fazer o login|conectar|finalizar|cadastrar|abrir|comprar|concluir|efetuar|me cadastrar|iniciar sessão|fazer o pedido|descarregar|usar o|emitir|gerar)
        (mensagem|dá|deu|dando|aparece) (de|um|mensagem de|sempre)? erro
        (erro) (404|500|503|no sistema|no site|no app|de sistema|ao)
    """,
    "telling everyone": """
        (vou|vamos|irei|pretendo|farei|faço) _ (contar*|divulgar*|espalhar*|expor*|postar*|publicar*|avisar*|denunciar nas|falar) (isso|isto|para|pra|em|nas|a|o|tudo|vocês|essa|mal)? (para|a|nas|em|pra|nos)? (todo|todos|todas|toda|redes|mundo|amigos|meus|geral|isso|cada|vocês)
        (todo mundo|toda a gente|todos|geral) (precisa|tem que|vai|devem|deve|têm de|tem de|precisam) (saber|ficar sabendo|conhecer)
        (compartilhem|espalhem|divulguem|partilhem|rt por favor|retweet)
        (nas|em todas as|em todas) (minhas)? redes sociais
        (boicot*)
        (vou|deixarei|deixei|vou deixar|fazer|dar) _ (avaliação negativa|uma estrela|avaliação ruim|review negativ*|nota baixa|avaliação péssima|reclame aqui|avaliações negativas)
        (para|pra) (todo mundo|toda a gente|que todos|que todo mundo) (saber|saiba|saibam)
    """,
    "warning": """
        (não) (comprem|compre|contratem|contrate|vão|vá|caiam|caia|confiem|confie|usem|use|percam|perca|recomendem|gastem|gaste|façam negócio|façam compras|peçam|peça|reservem|reserve|entrem|entre nessa|acreditem|assinem|assine|aconselho|vá nessa)
        (fujam|fuja|fugir|passem longe|passe longe|corram|corra|fiquem longe|fique longe|mantenham distância|longe dessa|longe desta|a evitar|fujam dessa|foge|evitem|evite|evitar a todo custo|evitar esta|evitar essa|de evitar)
        (cuidado|atenção|alerta) (com|a|para|pessoal|galera|ao|gente)
        (aviso|alerto|fica o alerta|fica a dica|fica o aviso|fica o alerta|alertar|aviso à navegação) (a|para|pessoal|aos|todos|de|não|quem)
        (jamais|nunca) (compre|comprem|contratem|contrate|usem|confiem|confie|façam|faça)
    """,
    "legal": """
        (advogad*|process*|procon|justiça|tribunal|deco|pequenas causas|juizado|jec|ação judicial|medidas legais|judicial*|judicialmente|livro de reclamaç*|reclame aqui|reclameaqui|portal da queixa|boletim de ocorrência|bo na delegacia|denúncia*|denunci*|indenização|indemnização|danos morais|anatel|anac|anacom|asae|queixa-crime|queixa crime|direito do consumidor|direitos do consumidor|defesa do consumidor|código do consumidor|código de defesa|consumidor gov|consumidor.gov|provedor|aneel|banco central|ministério público|polícia|vias legais|centro de arbitragem|liminar|contestar a compra|chargeback)
    """,
    "leaving": """
        larguei (a|o|<ours>)
        (nunca|jamais|não) (mais)? (compro|comprarei|volto|voltarei|voltaremos|uso|usarei|contrato|contratarei|peço|pedirei|piso|viajo|voo|quero|farei|faço|voltamos|pretendo voltar|ponho os pés|pisarei|vou voltar|reservo|assino|viajarei|fico|entro) (mais|nada|nunca|nessa|neste|nesta|aqui|lá|com|negócio|com vocês|de novo|desta|dessa|outra|a|nesse|em|ao|para|compras|cliente)
        (nunca|jamais) mais
        (não) (volto|voltarei|voltaremos|compro mais|uso mais|serei mais|sou mais|quero mais)
        (vou|quero|cancelei|cancelando|estou|cancelar|irei|já|vamos|pedi|encerrei|encerrar|rescindi|solicitei|fiz) (o|de|a|pedir)? (cancelando|cancelar|cancelei|encerrar|encerrando|rescindir|fechar|cancelamento|trocar|trocando|mudar|mudando|portabilidade|sair|migrar|rescisão) (de|o|a|meu|minha|esse|essa|tudo|para|pra|do|da|este|esta|dessa|desta|imediat*|contrato|já|hoje|operadora|banco|com|logo)
        (cancelei|cancelo|cancelar|cancelando|cancelem|encerrei|encerrar|fechei|rescindi) (o|a|meu|minha|tudo|imediatamente|essa|esse|este|esta|já|as)? (meu|minha|o meu|a minha)? (conta|plano|assinatura|contrato|cartão|pedido|compra|linha|tudo|internet|seguro|matrícula|apólice|subscrição|serviço|adesão)
        (mudar|mudei|mudando|trocar|troquei|trocando|troco|mudo|migrei|migrar|migrando|mudo já|passar|passei|vou) (de|para|pra|para a|pra a|para o) (operadora|banco|concorrência|concorrente|outra|outro|empresa|<theirs>|seguradora|provedor|fornecedor|companhia|ginásio|academia|loja|plano)
        (perd*|perderam|perdeu|perdem) (um|uma|mais um|o|mais uma|a)? (cliente|clientes|freguês|consumidor)
        (última|primeira e última|ultima) (vez|compra)
        (adeus|tchau|fui|bye) (<ours>|para sempre|pra sempre|e nunca)
        (procur*|buscar|buscando|em busca) (outra|outro|de outra|de outro|nova|novo) (empresa|operadora|banco|loja|dentista|oficina|academia|seguro|opção|companhia|plano|provedor)
        (cliente a menos|ex cliente|ex-cliente|menos um cliente|menos uma cliente|deixei de ser cliente|deixar de ser cliente|não conta comigo|não contem mais comigo)
    """,
    "wants a call": """
        (me|nos) (liguem|ligue|liga|contatem|contactem|retornem|contate|contacte|chamem|retorne|chama|respondam)
        (liguem|contactem|contatem|ligue|retornem|chamem|entrem|contacte) (me|para mim|pra mim|de volta|em contato|em contacto|nos|no|minha)
        (alguém|podem|pode|poderia*|quero que|aguardo que|peço que|espero que|gostaria que|por favor|favor|preciso que) (alguém|me|que|vocês|por favor|pode|da|do|vcs|de)? (me|da|do|alguém)? (me)? (ligar|ligue|liguem|contactar|contatar|contate|contacte|entrar em contato|entre em contato|entrem em contato|retornar|retorne|telefonar|entrar em contacto|entrem em contacto|contatem|contactem|entre em contacto)
        (quero|preciso|gostaria de|exijo|queria) (muito|urgente|de)? (falar) (com)
        (aguardo|espero) (uma|o|a|um|vossa|sua) (ligação|contato|contacto|chamada|telefonema|vosso contacto|seu contato)
    """,
    "insult": """
        (filhos|filho|filha) (da|de) (puta|uma puta|mãe|uma égua)
        (fdp|arrombad*|otári*|idiota*|imbecil|imbecis|palhaços|palhaço|safad*|cretin*|vagabund*|babac*|desgraçad*|corja|escroto*|escrota*|lixos|cambada|bando de|parasitas|canalha*|nojentos|merdas|cabrões|cabrão|imprestáveis|sem vergonha*|mafios*|máfia|trouxas|inúteis|burros|animais|jumentos|palermas|incompetentes de merda|sanguessugas|filhos da mãe|corruptos|empresa de merda|empresa lixo|lixo de empresa|pulhas|besta*|boçais|cara de pau|caras de pau|vermes|abutres|estúpidos|empresinha)
        (vão|vai|vá|vão-se) (se|todos|tomar|pra|para|à|se tudo|te|todo mundo)? (se)? (foder|fuder|ferrar|lascar|no cu|puta que|merda|a merda|tomar no cu|catar coquinho|pro inferno|para o inferno|à merda|pqp|pastar)
        (tomara|espero|torço) (que)? _ (falam|feche*|fal*|quebre*|falência|vá à falência|fali*)
        (enfia|enfiem|metam|enfie) (no|o|a|esse|essa)
    """,
    "furious": """
        (furios*|indignad*|revoltad*|revolta|revoltante|puto|puta da vida|puto da vida|fulo|fula|possess*|enfurec*|raiva|ódio|irritad*|irritadíssim*|irritante|irad*|injuriad*|emputecid*|pê da vida|p da vida|transtornad*|estressad*|enraivecid*|fúria|nervos*|inconformad*|perplex*|enojad*|chocad*|pistola)
        (cansei|cansad*|farto|farta|fartos|saco cheio|de saco|chega|basta|não aguento|não aguentamos|já deu|não suporto|estou até|enchi o saco|cheio de|cheia de|fartinh*) (de|d*|mais|cheio|aqui|disso|com|por|aos|dessa|desta|vocês|isso|até)
        (já) (chega|basta|deu)
        (me|nos) (dá|deixa|deixam|dão|faz|tira|tiram|irrita*|revolta|enche|tirando|enlouquece*) (raiva|nojo|ódio|furios*|puto|puta|revoltad*|indignad*|irritad*|do sério|o saco|louc*|nervos*|uma raiva|muita raiva|muito)
        (perd*|acab*|esgot*) (a|com a|com minha|minha|toda a) (minha)? paciência
        (paciência) (acabou|esgot*|tem limite*|chegou ao fim|zero)
        (pela hora da morte|fora de mim|a ferver|ferver de raiva|fervendo)
    """,
    "outrage": """
        (vergonh*|absurd*|inadmissíve*|inaceitáve*|revoltante*|ridícul*|lamentáve*|intoleráve*|inacreditáve*|escândalo|escandalos*|nojo|nojent*|asqueros*|repugnante*|desuman*|indigno|indigna|deploráve*|palhaçada|cachorrada|sacanagem|putaria|piada|brincadeira de mau|brincadeira sem|deboche|esculacho|patétic*|desaforo|despautério|bagunça|zona|abuso|uma afronta|pouca vergonha|falta de vergonha|bandalheira|gozo|vexame|circo|cúmulo|tenebros*|bizarr*|um nojo)
        (que|é uma|isso é uma|uma|é muita) (vergonha|palhaçada|falta|piada|brincadeira|sacanagem|descaso|absurdo|porcaria|merda|lixo|porcaria é|desserviço|bosta)
        (como) (se atrevem|podem|têm coragem|tem coragem|é possível|ousam)
        (estão|tão|tá|está|só podem estar|gozar|gozam|brincando|a gozar|deve estar) (de|brincando|a gozar|gozando|zoando|com a cara|a brincar) (brincadeira|com a|com|sacanagem|comigo|connosco|conosco|da nossa|da minha|o cliente)
        (não) tem* vergonha
        (tomem|toma|tenham|criem|deviam ter|deveriam ter) vergonha
        (pior|piores) (empresa|operadora|banco|atendimento|companhia|serviço|loja|restaurante|experiência|que|do|da|hotel|compra|lugar|coisa|de|plano|app|internet|seguradora|clínica|transportadora|supermercado)
        (lixo) (de|total|essa|esse|puro|isso)
    """,
    "swearing": """
        (merda*|porra*|caralho*|bosta*|puta*|puto|foder|fuder|foda|fodid*|fodeu|cacete|cu|krl|crl|pqp|vtnc|vsf|desgraça*|diabos|inferno|fuck*|shit|puta que pariu|raios|maldit*|droga|wtf)
    """,
    "unhappy": """
        (muito|super|extremamente|totalmente|bastante|bem|tão|profundamente|estou|grande|enorme|fiquei|imensa)? (decepcionad*|decepção|decepcionante*|dececionad*|desiludid*|desilusão|desapontad*|desapontament*|insatisfeit*|frustrad*|frustrante|frustração|chatead*|desgostos*|triste com|aborrecid*|descontent*|insatisfação|dececionante|decepciona*|desanimador|arrependid*|arrepend*)
        (não|nada|nem um pouco) (estou|fiquei|gostei|gostamos|estamos|gosto|fico|recomendo nem)? (nada|muito)? (satisfeit*|content*|feliz|gostei|do serviço|do atendimento|confiáve*)
        (não) (gostei|gostamos|curti|correspondeu|atendeu)
        (deixa*|deixou|deixaram) (muito|bastante)? a desejar
        (esperava|esperávamos) (muito|bem)? (mais|melhor|outra coisa)
        (podem|podiam|precisam|poderia*|têm de|tem que|precisa|devem|tem muito) (muito|que|ser)? melhorar
        (já) foi (melhor|muito melhor|bom|bem melhor)
        (cada vez|só|cada dia) (pior|piora|piorou|mais caro)
        (pena) (que|o|a)
        (piorou|caiu) (muito|demais|bastante|o nível|a qualidade)
        (já não é o que era|perdeu a qualidade|sem comentários|complicado viu|difícil viu)
    """,
    "bad verdict": """
        (é|são|foi|está|tá|era|eram|que|isso é|achei|uma|um|muito|totalmente) (uma|um|muito|simplesmente|totalmente|o|realmente|tudo|mesmo)? (merda|lixo|porcaria|péssim*|horríve*|terríve*|bosta|desastre|pesadelo|horror|inferno|catástrofe|ruim|ruins|droga|fiasco|caos|nojo|treta|desgosto|tragédia|calamidade)
        (péssim*|horríve*) (em|tudo|produto|loja|empresa|demais|mesmo|restaurante|hotel|qualidade|operadora|banco|comida|compra|lugar|companhia|app|internet)
        (um|uma|verdadeir*|autêntic*|completo|total) (verdadeir*|autêntic*|completo|total)? (desastre|pesadelo|horror|caos|porcaria)
        (nota) (0|zero)
    """,
    "stars": """
        (zero|0|nenhuma|menos|uma|1|nem uma|meia) (única|só)? (estrela|estrelas)
        (se) (pudesse|desse|houvesse) _ (zero|0|menos|negativ*)
        (nota) (0|zero|1)
        (não) merece* (nem)? (uma|nenhuma|nem) (estrela|uma)
        (só) (dei|dou) (uma|1) estrela
    """,
    "would not recommend": """
        (não|nunca|jamais|nem) (se)? (recomendo|recomendaria|recomendamos|aconselho|indico|indicaria|recomendável|aconselhável|confiem|confio|confiável|indicamos)
        (nada|pouco) (recomendáve*|confiáve*|fiáve*|sério*|séria*|transparente*)
        (sem|falta de|zero|pouca) (seriedade|credibilidade|credibilidade|confiança|transparência|compromisso)
        (não) (é|são) (confiáve*|séri*|de confiança|idône*|fiáve*)
        (perdi|perdeu|perderam) (a|toda a|minha|a minha) (confiança|credibilidade)
    """,
    "praise": """
        (nada) (a|de mau|de mal|que) (reclamar|dizer|declarar|apontar|reclamar de)
        (não) (tenho|tem|temos|há|posso|poderia|tive) (do que|o que|nada|de que|como|que|estar|ter|ser|de|nada a|nenhuma|nenhum)? (reclamar|queixas|queixar|reclamação|mais feliz|mais satisfeit*|reclamações|problema*|melhor|apontar|estar melhor|ser melhor|defeito*|escolhido melhor)
        (sem|nenhum|nenhuma|zero) (problema*|reclamaç*|defeito*|queixas|stress|complicaç*|chatice*|dificuldade*)
        (nunca|jamais) (me|nos) (deixa*|deixaram|decepcion*|dececion*|desilud*|deu problema*|deixou na mão|deixaram na mão|falh*|desapont*)
        (nunca|jamais) (tive|tivemos) (nenhum|um|qualquer|problema*)
        (não) (me|nos|vão|irão|vai) (arrependo|decepcion*|arrepend*|se arrepender|se arrependerá|desilud*|deceion*)
        (não) (deixa) (nada)? a desejar
        (o|a|os|as|uma das|um dos) (melhor|melhores) (do|da|de|que|atendimento|loja|empresa|restaurante|serviço|pizza|equipe|equipa|hotel|banco|operadora|app|dentista|experiência|compra|lugar|plano)
        (melhor|melhores) (atendimento|loja|empresa|restaurante|pizzaria|impossível|da cidade|do mundo|do brasil|de portugal|escolha|de todos|serviço)
        (nota) (10|dez|mil|máxima|1000)
        (vale|valeu|compensa) (muito|super|cada)? (a pena|cada centavo|o preço|cada cêntimo|muito a pena)
        (não) é (nada)? (mau|ruim|caro)
        (recomendo de olhos fechados|sou fã|tiro o chapéu|salvaram|salvou|salvaram meu dia|sem igual|show de bola|nota 10|parabéns|cinco estrelas|5 estrelas|10 estrelas|de parabéns|merece* nota|arrasaram|arrasou|mandaram bem|mandou bem|top demais|bom demais|superou|superaram|amei|amamos|adorei|adoramos|perfeito demais)
    """,
    "good verdict": """
        (super|muito|altamente|com certeza|eu|sempre|vivamente|e|mega)? (recomendo|indico|recomendadíssim*|recomendad*|aconselho|recomendáve*|recomendamos) (muito|a todos|para todos|super|de|essa|esta|<ours>|a|o|sem|demais|vivamente|totalmente|pra|com|para|este|esse)
        (super|altamente|com certeza|vivamente|muito) (recomendo|indico|recomendad*|recomendáve*)
        recomendo
        (muito|super|extremamente|tão|bem|totalmente|mega|sempre|realmente|bastante) (bom|boa|bons|boas|satisfeit*|content*|feliz|felizes|simpátic*|educad*|atencios*|gentil|gentis|rápid*|profissiona*|eficiente*|prestativ*|prestáve*|bonit*|lind*|gostos*|cuidados*|competente*|bem atendid*|agradáve*|bem|organizad*|limp*|confortáve*|fofo*|fofa*|legal|úti*|honest*|saboros*|acolhedor*|cordia*|ágil|solícit*|disponíve*)
        (atendimento|serviço|equipe|equipa|experiência|trabalho|staff|suporte|produto|entrega) _ (excelente*|ótim*|maravilhos*|impecáve*|nota 10|perfeit*|sensaciona*|fantástic*|exempla*|espetacular|incríve*|excepciona*|exceciona*|top|5 estrelas|nota dez|fenomena*|show|de primeira|rápida|impressionante)
        (excelente*|ótim*|maravilhos*|impecáve*|perfeit*|sensaciona*|fantástic*|bom|boa|exempla*|espetacular|incríve*|ótima|grande) (atendimento|serviço|equipe|equipa|experiência|trabalho|staff|suporte|profissiona*|qualidade|custo|produto|relação qualidade|loja|escolha|comida|compra|simpatia)
        (tudo) (perfeito|certo|ótimo|impecável|maravilhoso|bem|lindo|muito bom|excelente|correu bem|cinco estrelas|nos conformes)
        (voltarei|voltaremos|volto sempre|comprarei|compraria|com certeza voltar*|certamente voltar*|quero voltar|comprarei novamente|a repetir|vou repetir)
    """,
    "quick answer": """
        (responderam|respondeu|atenderam|resolveram|resolveu|chegou|entregaram|consertaram|vieram|veio|ligaram|solucionaram|chegaram|atendeu|enviaram|respondem|trocaram|arranjaram|repararam|entrega) _ (na hora|rápid*|rapidinho|imediat*|no mesmo dia|no dia seguinte|em minutos|em poucos minutos|em menos|antes do prazo|rapidamente|em poucas horas|prontamente|em 24h|em um dia|em uma hora|num instante|antes do previsto|dentro do prazo|pontualmente|a tempo|em tempo recorde|numa hora|num dia)
        (entrega|resposta|atendimento|solução|envio|resolução|suporte) (super|muito|bem|extremamente)? (rápid*|rapidíssim*|ágil|imediat*|veloz|antes do prazo|eficiente)
    """,
    "thanks": """
        valeu demais
        (muito|mt|mto|super|desde já|eternamente|imensamente)? (obrigad*|obrigadíssim*|brigad*|obg|obgd|gratidão|agradecid*|grata|grato|bem haja|bem-haja|valeu)
        (agradeço|agradecemos|agradecer|agradecimento*|agradecida)
        (só tenho a agradecer|salvou minha vida|salvaram minha vida)
    """,
    "put right": """
        (finalmente|enfim|no fim|no final|já|tudo|me|nos|foi|problema|depois|eles|e|ela|ele|acabaram por|acabou) (tudo|me|foi|já|nos|eles|eles me|foi tudo|logo|finalmente|fui)? (resolveram|resolvid*|resolveu|reembols*|estornaram|estornad*|trocaram|consertaram|consertad*|solucionad*|solucionaram|desculpar*|repararam|compens*|indeniz*|substituíram|arranjaram|reparad*|ressarcid*|devolveram)
        (pediram|pediu|pedido de) desculpa*
        (se) (desculpar*|redimir*|retratar*)
        (agora|já|voltou a|finalmente) (funciona|está funcionando|tá funcionando|está tudo|funcionar|está resolvido|deu certo|está a funcionar) (bem|normal*|perfeit*|certo|ok|de novo|tudo|novamente|resolvido|às mil)
        (problema|tudo|caso) (resolvid*|solucionad*|esclarecid*)
        (mudei|mudar|mudou) de (opinião|ideia)
    """,
}

_LEXICON = {
    4.0: "maravilhos* fantástic* espetacular* sensaciona* extraordinári* magnífic* excepciona* perfeição incríve*",
    3.0: """excelente* ótim* perfeit* lind* amo amei amor* adoro adorei adorar* feliz felizes felicidade* melhor melhores love top incrivel
        parabéns delícia* delicios* impecáve* brilhante* gênio genia* divo diva diva* amando amamos apaixonad* apaixonante hino rainha fofo fofa fofos lacr* arras* orgulho* sdds""",
    2.0: """bom boa bons boas bem bonit* legal gosto gosta gostam gostou gostamos gostei content* satisfeit* simpátic* educad* atencios* gentil gentis rápid* profissiona* eficiente*
        obrigad* divertid* alegr* alegria sorri* sorriso* rir rindo sucesso* ganhar ganhou ganhei vitória* campe* fã fãs amig* carinho* querid* abraço* beijo* bjs
        fofin* engraçad* gato gata show massa curti* curto maneiro hahaha* recomend* confiança confort* prazer emocion* emocionante ansios* saudável sorte talent*
        bravo viva honest* limp* valeu venero venerar orgulh* topp gostos* saboros* mito maravilha* ídolo bacana especial boa-noite sonho* realiz* lindas deusa deus""",
    1.0: """haha* rsrs* hehe* ok novo nova presente férias festa sol família bom-dia bem-vind* ajud* sim vamos espero úti* fácil* barat* interessant* tomara animad* torcendo
        favorit* prêmio vencer calma boas curtindo querendo eita viva oba junt*""",
    -1.0: """problema* difíci* lent* caro cara demor* pena sono cansad* cansaço falta faltando saudade* saudades dúvida* erro erros chuva frio sozinh* perd* perdi perdeu
        preocup* infelizmente estranh* atrasad* atraso atrasos devagar prova culpa multa pobre coitad* tadinh* complicad* tenso sofr* dívida* dói doente gripe preguiça desculp* estress* fome aff""",
    -2.0: """mau má maus más mal ruim ruins triste* tristeza raiva ódio odeio odi* chat* chato chata feio feia pior piores péssim* medo mentir* mentira* falso falsa engan* roub* ladr* ladrão
        golpe* quebr* estrag* burro burra idiota* ridícul* inúti* incompetent* merda porra caralho bosta lixo fod* foda-se droga morr* morto morreu morte matar matou mataram guerra violên* crime* chor* chorando
        chorei decepc* desilud* dor drama insuportáve* irrit* nervos* revolt* puta puto desgraç* fracass* vergonh* nojo nojent* fraud* injust* doido doida tóxic* desastre* abandon* golpista* bandid*
        corrup* racis* machis* fascis* ranço mds desesper* agonia pqp vsf credo otári* palhaç* trouxa* estupid* imbeci* babac* cu sofrimento depress* deprê suic*""",
    -3.0: """horríve* terríve* péssim* nojent* odios* vergonhos* inaceitáve* absurd* lamentáve* pesadelo* inferno infern* tenebros* asqueros* repugnant* desprezíve* insuportáve*
        catastróf* deploráve* detest* desgraçad* arrombad*""",
}

WORDS = Vocabulary(
    phrases=_PHRASES,
    lexicon=_LEXICON,
    negations="não, nao, nem, nunca, jamais, sem, nenhum, nenhuma, ninguém, nada, tampouco, pouco, n, ñ, num",
    stronger="muito, tão, super, totalmente, absolutamente, realmente, demais, mais, tanto, completamente, extremamente, bem, bastante, mega, mt, mto, que, simplesmente, hiper, mó, demasiado, puta",
    weaker="quase, meio, relativamente, pouquinho, levemente, razoavelmente",
    hypotheses="se, caso, seria, poderia, tomara que, espero que, para que não, pra não, para não, para evitar, como, imagin*, medo de, receio de, evitar, em caso de, pra evitar",
    contrast="mas, porém, contudo, entretanto, no entanto, todavia, enquanto, embora, até que, exceto, só que, já a, já o, ao contrário, ao invés, diferente de, ao passo que, apesar, senão, pena que",
    joiners="e, ou, nem",
    cheers="ótimo, excelente, parabéns, maravilha, que maravilha, que bom, perfeito, fantástico, genial, bravo, lindo, que lindo, que beleza, beleza, obrigado, obrigada, muito obrigado, muito obrigada, valeu, valeu mesmo, sensacional, show, incrível, muito bem, muito bom, top, que legal, legal, bom trabalho, belo trabalho, belo serviço, que ótimo, espetáculo, boa, que eficiência, adorei, adoro, maravilhoso",
    mocking="""
        (obrigad*|valeu|muito obrigado|muito obrigada) (mesmo)? (por|pelo|pela|por me|por nos) (nada|fazer perder|fazerem perder|deixarem|deixar|estragar*|estragarem|ignorar*|ignorarem|atraso|descaso|espera|me fazer|me fazerem|enrolar*|acabar com|arruinar*|perder tempo|incompetência|péssim*)
        (adoro|amo|que bom|que maravilha|que delícia|que alegria|nada como|como é bom|acho lindo|que lindo|que beleza|tão bom) (quando|esperar|pagar|ficar|que|passar|ser|como|saber que|estar|perder) __ (esper*|não|nunca|ninguém|horas|sem|cobr*|atras*|cancel*|quebrad*|ignorad*|nada|fila|semanas|meses|duas vezes|trava*)
        (parabéns|palmas|aplausos) (a|aos|à|pelo|pela|pelos|para|pra|<ours>|por|ao|vocês|viu) __ (não|nunca|ninguém|atras*|descaso|péssim*|demora|incompet*|horas|semanas|meses|dias|enganar*|pior|falta|lixo|nada|sem|ignor*|desrespeito|vergonha|perder*)
        (belo|grande|excelente|ótimo|lindo) (serviço|atendimento|trabalho|exemplo de) (hein|, hein|parabéns|, parabéns|só que não|viu|esse|#sqn|o de vocês)
        (só que não|sqn|contém ironia|ironia mode|#sqn|modo irónico|modo irônico)
        (isso que é|isto é que é|e chamam isso de|chamam isto de|isso é que é|é isto o) (atendimento|serviço|respeito|eficiência|qualidade|apoio)
    """,
    asking="""
        (alguém|mais alguém) (mais|aqui|sabe|conhece|que|me|já|tem|pode|usa|com|teve|recomenda|indica|está|tá|consegue|tá com|por aqui|aí)
        (vocês|vcs|quem|onde) (recomendam|indicam|conhecem|sabem|já usou|já comprou|acham|já foi|aqui|usa|conhece|indica|recomenda|encontro|posso encontrar|já|têm) (um|uma|algum|alguma|de|se|do|da|essa|esta|na|no|bom|boa|<ours>|experiência)
        (procuro|preciso de|busco|estou à procura|tô procurando|estou procurando|à procura de) (um|uma|indicação|de|indicações|recomendação|recomendações|algum|alguma|bom|boa|opiniões) _ (encanador|dentista|oficina|mecânico|restaurante|hotel|advogado|eletricista|cabeleireir*|banco|seguro|academia|veterinári*|indicaç*|recomendaç*|bom|boa|confiança|canalizador|de|sobre|ginásio)
        (indicação|indicações|recomendação|recomendações|dicas|opiniões|opinião) (de|sobre|para|d*)
        (vale a pena|é bom|é boa|é confiável|é confiáve*|compensa|presta|é de confiança|são confiáveis|o que acham|que acham|qual o melhor|qual a melhor|qual é o melhor|qual é a melhor|é fiável) (comprar|contratar|o|a|<ours>|mesmo|para|pra|essa|esta|esse|este|de|d*|da|do)
        (<ours>) (é|são|vale|presta|compensa) (bo*|confiáve*|a pena|confiavel|mesmo|seguro|de confiança)
    """,
    adverts="""
        (vaga|vagas|estamos contratando|contrata-se|contratamos|oportunidade de emprego|oferta de emprego|ofertas de emprego|envie seu currículo|envie o seu currículo|enviar currículo|enviar cv|envie o seu cv|envie seu cv|meio período|tempo integral|full-time|part-time|full time|part time|estágio remunerado|processo seletivo|recrutamento|recrutamos|a recrutar|está contratando|candidate-se|candidata-te|venha fazer parte|junte-se à nossa|junta-te à|precisa-se de|admite-se|salário compatível|contratando|procuramos colaborador*|efetivo clt)
        (cupom de|código promocional|código de desconto|% off|frete grátis na|pré-venda|em promoção|% de desconto)
    """,
    better="""
        (<a>) __ (melhor*|mais rápid*|mais barat*|mais educad*|mais confiáve*|superior*|mais simpátic*|mais profissiona*|mais séri*) _ (que|do que|a|que a|que o|do que a|do que o) <b>
        (melhor|prefiro|preferimos|mil vezes|mil vezes a|mil vezes o) (com|a|o|na|no|ir na|comprar na)? (<a>) _ (que|do que|a|à|ao) (a|o|na|no)? <b>
        (<b>) __ (pior*|mais lent*|mais car*|inferior*|menos confiáve*) _ (que|do que|que a|que o|a) <a>
        (ao contrário|diferente|diferentemente) (da|do|de) <b> _ <a>
        (<a>) dá de (dez|10|mil) (a zero)? (na|no|em) <b>
    """,
    left="""
        (mud*|troquei|trocamos|migr*|saí|saímos|pass*|transfer*) _ (da|do|de) <b> (para|pra|e fui para|e fui pra|e mudei para|pela|pelo|por) (a|o)? <a>
        (troquei|trocamos|troco|deixei|larguei|abandonei|cancelei|trocar) (a|o)? <b> __ (pela|pelo|por|e|para|pra) (a|o)? _ <a>
        (mudei|mudamos|fui|fomos|passei|migrei) (para|pra) (a|o)? <a> _ (por causa|depois|após|graças|cansad* d*|fart* d*|porque|devido) _ <b>
    """,
    calendar=Calendar(
        numbers={
            "um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9,
            "dez": 10, "onze": 11, "doze": 12, "quinze": 15, "vinte": 20, "trinta": 30, "meia": 0.5, "meio": 0.5, "um par de": 2,
            "uns": 3, "umas": 3, "vários": 3, "várias": 3, "alguns": 3, "algumas": 3,
        },
        units={
            "minute": "minuto, minutos, min", "hour": "hora, horas", "day": "dia, dias", "week": "semana, semanas",
            "month": "mês, meses", "year": "ano, anos",
        },
        sure="há, há mais de, há quase, há cerca de, há já, faz, faz mais de, faz quase, tem, já faz, já há, vai fazer",
        sure_after="atrás",
        complaining="depois de, após, esperei, esperando, aguardando, já são, são, mais de, quase, levo, levou, demorou, levaram, demoraram, por, durante, passaram, já se passaram, já lá vão, à espera, fiquei, já, e",
        complaining_after="esperando, sem, à espera, e nada, e ninguém, e até, e ainda, de espera, de atraso, depois, aguardando, na linha, ao telefone, no telefone, em espera, de enrolação, tentando, e não, que, na espera, e continuo, de silêncio",
        since="desde, desde o, desde a, desde o dia, desde o início de, desde o fim de, desde meados de, dia",
        on="no, na, em, para, pra, para o, no dia, até, a, do, da, de",
        weekdays=(
            "segunda feira, segunda", "terça feira, terça", "quarta feira, quarta", "quinta feira, quinta", "sexta feira, sexta",
            "sábado", "domingo",
        ),
        days={"ontem": 1, "anteontem": 2, "semana passada": 7, "mês passado": 30},
        months=(
            "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
            "dezembro",
        ),
        of="de, do",
        not_waiting="cliente há, clientes há, cliente, clientes, garantia, casad*, moro, moramos, vivo, vivemos, assinante há, experiência, fidelidade, fidelização, cada, todo, todos os, todas as, trabalho, sócio, aberto, aluno",
        future="em, daqui a, dentro de, cada, por, máximo, até, a cada, em até, mais, nos próximos, prazo de",
    ),
)  # fmt: skip
