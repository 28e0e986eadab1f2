"""What customers say in Spanish, in Spain and in America."""

from __future__ import annotations

from monitor.tone.languages.vocabulary import Calendar, Vocabulary

_PHRASES = {
    "no answer": """
        (respuesta|respuestas) (cero|ninguna|nula)
        doble check azul
        (alguien) (lee|leen|mira|revisa) (los|las|mis) (mails|correos|mensajes)
        (hay|hola) alguien (al otro lado|ahí|por ahí)
        (se) (hicieron|hizo|han hecho) humo
        (no) he tenido (noticias|respuesta)
        (piensa|piensan|pensáis) (contestar|responder)
        nadie _ (contest*|respond*|respuesta|atiend*|atendi*|coge|cogió|cogen|llam*|devuelv*|devolvi*|avis*|inform*|explic*)
        (no|nunca|jamás|tampoco) (me|nos|te|le|les|os)? (han|ha|habéis|has|hay)? (contest*|respond*|devuelv*|devolv*|atiend*|atend*|avis*)
        (no|nunca|jamás) (me|nos)? (han|ha|habéis)? (llama|llaman|llamaron|llamó|llamado|llamasteis|escribieron|escribió|devuelto la llamada)
        (no|nunca|jamás) (cogen|cogéis|coge|contestan|atienden|descuelgan|responden|levantan) (el|al|los|las|a los|a las|ni) (teléfono|teléfonos|llamadas|correos|mensajes|mails)
        (sin|ninguna|cero|ni una|ni una sola|no hay|no tengo|no recibo|no he recibido|no recibí|no obtengo|no dan|no hubo) (ninguna|una|ni|la|ni una)? (respuesta|respuestas|contestación|noticias|explicación|explicaciones|disculpa|disculpas)
        (sigo|seguimos|aún|todavía|estoy) (esperando|espero|a la espera de|sin) _ (respuesta|contestación|llamada|noticias|solución)
        (siguen|sigue|seguís) sin (contestar|responder|llamar|dar|atender|solucionar)
        (correos|mails|mensajes|llamadas|emails|reclamaciones|mensaje|correo|llamada) (y)? (sin|ignorad*) (responder|respuesta|contestar|contestación|atender)
        (ni|sin) (contestan|responden|contestar|responder|atienden|caso|cogen|una llamada|un correo|una palabra)
        silencio (absoluto|total|administrativo|sepulcral)
        dan la callada por respuesta
        brillan por su ausencia
        ni (puto|puñetero|el más mínimo|pajolero)? caso
    """,
    "ignored": """
        (me|nos) (ignor*|dejan en visto|dejaron en visto|toman el pelo|tomaron el pelo|tienen abandonad*)
        (pasan|pasáis|pasa) (olímpicamente|totalmente|completamente|de todo|de nosotros|de mí|del cliente|de los clientes)
        (se) (desentiend*|lavan las manos|lava las manos|hacen los locos|hacen los suecos|hicieron los locos)
        hacen oídos sordos
        (me|nos) (dan|dieron|están dando|siguen dando) largas
        (no) (me|nos) (hacen|han hecho|hicieron|hace) (ni)? caso
    """,
    "waiting": """
        (ahí) (lo|la) tienen
        (llevo|llevamos|lleva|llevan|llevaba) __ (esperando|sin|reclamando|intentando|llamando|pidiendo|aguardando)
        (sigo|seguimos|estoy|estamos|estuve|estuvimos) (aquí|todavía|aún)? esperando
        (aún|todavía) (estoy|estamos|sigo|seguimos)? (esperando|espero|esperamos)
        (hora|horas|día|días|semana|semanas|mes|meses|minutos|años|año) (esperando|sin|de espera|de retraso|reclamando|y nada|y sigo|y aún|y todavía|y nadie|y no)
        (espera|esperas|esperar|tardan|tardaron|tardar) (interminable*|infinita*|eterna*|una eternidad|siglos|horas y horas)
        (desde) (hace|entonces) __ (esperando|sin|nada|nadie|espero)
        (hasta) cuándo (hay|tengo|tenemos|vamos|voy|debo|van)
        (cuánto|cuánta|hasta cuándo) (tiempo|más|hay)? (más|tengo|tenemos|hay|debo|hace falta|falta) (que|para) (esperar|contest*)
        (cansad*|harta|harto|hartos) de esperar
    """,
    "chasing": """
        (he|hemos|les he|les hemos|os he|ya he) (llamado|escrito|reclamado|mandado|enviado|dejado|pedido|preguntado) __ (veces|correos|mensajes|mails|emails|llamadas|reclamaciones)
        (llamé|escribí|reclamé|mandé|envié|dejé|pregunté|llamamos|escribimos|llamo|escribo) __ (veces|correos|mensajes|mails|emails|llamadas|todos los días|cada día|a diario)
        (después|luego) de _ (llamadas|correos|mensajes|mails|reclamaciones)
        (tras|con) (varias|varios|cien|mil|muchas|muchos|tantas|dos|tres|cuatro|cinco|seis|diez) (llamadas|correos|mensajes|mails|reclamaciones)
        (decenas|cientos|miles|montones) de (llamadas|correos|mensajes|veces)
    """,
    "cannot reach": """
        (imposible|no hay forma de|no hay manera de|no consigo|no logro|no puedo|no se puede|no hay quien|no he podido|incapaz de) (de)? (contactar|hablar|comunicar*|localizar*|que cojan|que contesten|que me atiendan|que atiendan|que respondan|contacte|hable|llamar|que alguien)
        (intento|intenté|intentado|tratando de|trato de|llevo _ intentando) (contactar|hablar con|comunicarme|localizar)
        (teléfono|línea|número) _ (comunica|comunicando|apagado|no existe|ocupad*|fuera de servicio|saturad*)
        (siempre|todo el día|el teléfono) comunica*
    """,
    "on hold": """
        (musiquita|música|melodía) de espera
        (horas|minutos|hora|rato) (en espera|al teléfono|colgad* al teléfono|a la espera|escuchando la musiquita)
        (me|nos) (dejan|dejaron|tienen|tuvieron|ponen) (en espera|colgad*|esperando|al teléfono|tirad*)
    """,
    "still not": """
        (sigo|seguimos|sigue|siguen) sin (poder|internet|luz|agua|gas|línea|mi|mis|el|la|recibir|funcionar|saber|entender|solución|resolver|cobrar)
        (aún|todavía) (sin|nada|no) (internet|luz|agua|línea|solución|nada|me|nos|ha|han|he|hay|está|funciona|llega*|tengo|se|lo|la)
        (y) (sigue|siguen|seguimos|sigo) (igual|sin|esperando|roto|rota)
        (y) (nada|nadie|ni rastro|sin noticias)
        no (me|nos|lo|la)? (solucionan|resuelven|arreglan|ayudan|soluciona|resolvieron|solucionaron|arreglaron|ayudaron)
        (sin|ninguna|ni una) solución
    """,
    "sent around": """
        (me|nos) (tuvo|tuvieron) _ (a las vueltas|dando vueltas|mareando)
        (me|nos) (pasan|pasaron|mandan|mandaron|marean|marearon|han mareado|tienen mareado|traen|envían) _ (de un|de uno a otro|departamento*|a otro|de acá para allá|de aquí para allá|de una)
        (me|nos) (han)? (marean|mareado|marearon|colgaron|cuelgan|colgado|colgó|cuelga)
        (de) departamento en departamento
        se (pasan|tiran) la pelota
        (cuelgan|colgaron|colgado|colgó) (el teléfono|la llamada|en la cara)
    """,
    "broken promise": """
        (prometieron|prometió|prometen|prometido|dijeron|dijo|dicen|aseguraron|quedaron en|quedaron de|iban a|garantizaron|juraron) __ (pero|y|aún|todavía|nunca|nadie) _ (nada|no|nunca|nadie|ni|sin|sigo|seguimos|tampoco|jamás)
        (no|nunca|jamás) (cumplen|cumplieron|cumplió|cumple|cumplido|han cumplido|ha cumplido|mantienen|mantuvieron|respetan|respetaron)
        (promesa|promesas|palabra) (incumplid*|rot*|falsa*|vacía*)
        (falsas|puras|solo|pura) (promesas|promesa|excusas|palabras)
        (incumpl*) (el|la|los|las|su|sus|con|plazo*|todo*|lo)
        (faltaron|falta|faltan) a su palabra
        dar* largas
        excusa tras excusa
        (excusas|mentiras) (y más|baratas|todo el tiempo|constantes|tras)
    """,
    "did not come": """
        (nadie|no|nunca|jamás) (se|ha|han|me|nos)? (presentó|presentaron|presentado|apareció|aparecieron|aparece|aparecido|vino|vinieron|viene|vienen|venido|acudió|acude|acudieron|pasó nadie|pasaron)
        (me|nos) (dejó|dejaron|han dejado|dejan) (plantad*|tirad*|colgad*|esperando|botad*|sin servicio|vestid*)
        (plantón|ni se presentó|ni se presentaron|ni apareció|ni aparecieron|ni vino|ni vinieron)
        (técnico|fontanero|instalador|electricista|repartidor|operario) _ (no|nunca) (ha)? (vino|viene|apareció|llegó|aparece|llega|venido|venir)
    """,
    "put off": """
        (te|me|nos|os) dan largas
        que (ahorita|mañana)
        (cancelaron|cancelan|cancelado|canceló|anularon|anulan|aplazaron|aplazan|pospusieron|reprogramaron|cambiaron) _ (cita|vuelo|reserva|visita|pedido|instalación|última hora|fecha|sin avisar)
        (cancelaron|cancelan|canceló|anularon|anulan) (sin avisar|a última hora|otra vez)
    """,
    "lied to": """
        (mienten|mintieron|mintió|mentido|mentirosos|mentirosa|mentiroso|mentirosas|mentira tras mentira|puras mentiras)
        (publicidad|información) (engañosa|falsa)
        (me|nos) (engañ*|han engañado|mintieron|mienten|timaron|estafaron|la colaron)
        (son) _ (mentirosos|mentira)
    """,
    "staff": """
        (muy|super|súper|bastante|tan|más|demasiado)? (maleducad*|groser*|borde|bordes|antipátic*|prepotente*|arrogante*|déspota*|irrespetuos*|soberbi*|desagradable*|impresentable*|chulesc*|mal educad*)
        (falta|faltas|faltaron|faltan) (total)? (de|al) (respeto|educación|profesionalidad|tacto|empatía|profesionalismo)
        (poco|nada) (profesional*|amable*|empátic*|serio*|seria*|formal*)
        (me|nos) (trat*|atend*|gritó|gritaron|habló|hablaron) _ (mal|fatal|pésimo|pésimamente|como basura|como un perro|como perros|de malos modos|como idiota*|como delincuente*|con desprecio|de mala manera|de mala gana|como si)
        (mala|malas|pésima|peor) (actitud|educación|formas|modos|gana|cara|caras|leche con los clientes)
        (malos|pésimos) (modales|modos|tratos)
        (se) (rió|rieron|ríen|burl*) (de mí|de nosotros|en mi cara|en nuestra cara|del cliente|de los clientes|de la gente)
        (no|ni) les import* (nada|el cliente|los clientes|un bledo|una mierda|lo más mínimo)
        (incompetente*|incompetencia|ineptos|inepto|inepta|ineptas|ineptitud|inútiles|inútil|negligente*|negligencia|chapucer*|desidia)
        (vaya|menuda|qué) (panda|chapuza|desorganización|falta de)
    """,
    "service": """
        (mal|malo|mala|malísim*|pésim*|peor|terrible|horrible|fatal|nefast*|lamentable|penos*|vergonzos*|deficiente|deplorable|desastros*|asqueros*|nulo|nula|paupérrim*|lento|pobre) (en)? (la|el)? (servicio|atención|trato|experiencia|soporte|gestión|servicios|comunicación|asistencia|atencion al cliente)
        (servicio|atención|trato|experiencia|soporte|gestión|comunicación|asistencia) __ (pésim*|mal|malo|mala|malísim*|fatal|nefast*|lamentable|penos*|vergonzos*|deficiente*|deplorable|desastr*|asco|asqueros*|horrible|terrible|nulo|nula|inexistente|de mierda|de pena|deja mucho que desear|brilla por su ausencia|inaceptable|horroroso|horrorosa|vergüenza)
        (atienden|atendieron|tratan|trataron|atendió|gestionan) (muy|super|súper|tan|bastante)? (mal|fatal|pésimo|horrible|de pena)
        (no|ningún|cero|nula|nulo|sin) (hay|tienen|existe)? (servicio|atención) (al cliente|técnico|postventa|posventa)
    """,
    "money": """
        pidiéndole? (la|mi) (fianza|señal)
        (me|nos|le|te) (cobr*|cargaron|cargan|factur*|descont*|sacaron|quitaron) __ (de más|dos veces|doble|dobles|el doble|sin avisar|sin permiso|sin autorización|sin motivo|por algo|por nada|indebid*|que no|de menos|otra vez|extra|más de lo)
        (me|nos) (han|habéis|están|siguen|quieren|quiere) (cobrad*|cobrando|cobrar|cargado|facturad*|clavado|metido) _ (de más|dos veces|doble|el doble|un servicio|sin|algo|cosas|por|extra|más|una factura|que)
        (cobr*|factur*|cargo*|carg*) (doble|dobles|dos veces|indebid*|de más|el doble|sin avisar|abusiv*|incorrect*|errón*|fantasma*|ocult*|inexistente*|duplicad*)
        (cobros|cobro|cargos|cargo|factura|facturas|facturación|recibo|comisiones|comisión|gastos) (no)? (autorizad*|indebid*|abusiv*|ocult*|errón*|incorrect*|injustificad*|mal|inflad*|sorpresa|fantasma*|desorbitad*|que no)
        (siguen|sigue|me siguen|nos siguen) cobrando
        (se) (quedaron|quedan|han quedado|quedó) con (mi|el|nuestro|la|mis) (dinero|fianza|depósito|plata|pasta|señal)
        (subieron|suben|subida|han subido|subido) _ (precio|precios|tarifa|tarifas|cuota|factura) (sin|de golpe|otra)
        (precio|precios|presupuesto) (final)? (abusiv*|desorbitad*|el doble|inflad*|engaños*)
        (presupuest*|acordad*) __ (y|pero|luego|después) _ (cobr*|factur*|doble|euros|pag*)
        (clavada|sablazo|sacacuartos|carísim* para|un abuso)
    """,
    "fraud": """
        (estaf*|timo|timos|timad*|timadores|timador|fraude|fraudes|fraudulent*|chorizos|ladrones|ladrón|ladrona|rateros|sinvergüenzas que|chorizo)
        (me|nos) (han)? (rob*|estaf*|tim*|atracaron|choricearon)
        (esto|es|son|puro|vaya|menudo|un) (un)? (robo|atraco|robos|engaño|timo|chantaje)
        (robo) (a mano armada|descarado|total)
        (nos|os|te|les|están) (están)? robando
        (roban) (a|al|descaradamente|tu|el)
    """,
    "refund": """
        (quiero|queremos|exijo|exigimos|reclamo|solicito|pido|solicité|pedí|espero|esperando|exigir|necesito|esperamos|sin) (que)? (me|nos)? (el|la|mi|un|una)? (reembolso|devolución|reintegro|dinero|devuelvan|devolváis|reembolsen|plata)
        (devuélv*|devolvedme|devuelvan*|devolvednos|reembols*me) (el|mi|mis|nuestro|la|los)? (dinero|plata|pasta|fianza|ya|euros|pesos)
        (no|nunca|ni|jamás|niegan a|negaron a|sin|tampoco) (quieren|quiere)? (me|nos)? (han|ha)? (devuelv*|devolv*|devuelto|reembols*) (el|me|nos|mi|mis|la|los|lo)? (dinero|importe|plata|nada|fianza|reembolso|depósito|pagado|euros)
        (no|nunca|ni|jamás) (me|nos) (han|ha|quieren)? (devuelv*|devolvieron|devuelto|devolver|reembols*)
        (que|para que) (me|nos) (devuelvan|reembolsen|devolváis|regresen|reintegren)
        (mi|nuestro) (dinero|reembolso|plata|devolución) (de vuelta|ya|ahora)
        (dónde) está mi (dinero|reembolso|devolución|plata)
        (reclam*|pendiente|esperando) (de|el|mi|la|un)? (reembolso|devolución)
    """,
    "waste": """
        (tirar|tirado|tiré|tiráis|perder|perdí|pérdida|perdido|perdimos|malgast*|desperdici*|botar) (de|el|mi|la|mucho|todo)? (tiempo|dinero|día|mañana|tarde|plata|pasta|vacaciones)
        (no) (vale|valen|merece|merecen) (la pena|lo que|ni|nada|el dinero|el precio)
        (dinero|tiempo|plata) (tirad*|perdid*|malgastad*)
    """,
    "damage": """
        sin (agua caliente|luz|calefacción|internet|wifi|cobertura|electricidad|agua)
        (sin) (agua caliente|agua|luz|calefacción|internet|wifi|línea|cobertura|electricidad|gas|servicio|conexión) (desde|en casa|por|hace|y|otra|durante|todo)
        (estoy|estamos|llevo|llevamos|sigo|seguimos|quedamos|dejaron|dejado|quedé|dejan) _ sin (agua|luz|calefacción|internet|wifi|línea|cobertura|teléfono|gas|servicio|conexión|coche|nada)
        (destroz*|estrope*|arruin*|rompieron|rayaron|abollaron|inund*|mancharon|quemaron|jodieron) (el|la|los|las|mi|mis|nuestra|nuestro|todo|una|un)
        (ruina|goteras|humedades|filtraciones) (en|por)
    """,
    "does not work": """
        (no|nunca|ya no|apenas|tampoco) (me|nos|les)? (funciona*|va|furula|sirve|sirven|enciende*|arranca*|carga|conecta*|enfría|calienta|imprime|anda|abre|deja entrar|reconoce|van|tira)
        (dejó|deja|dejaron|ha dejado) de (funcionar|ir|andar|servir|enfriar|cargar)
        (no) hay (internet|luz|agua|cobertura|señal|línea|conexión|servicio|quien lo|manera)
    """,
    "broken": """
        (roto|rota|rotos|rotas|defectuos*|averiad*|avería|averías|estropead*|descompuest*|dañad*|abollad*)
        (se) (rompió|rompe|ha roto|rompieron|estropeó|estropea|ha estropeado|descompuso|averió|cuelga|bloquea|congela|cae|cayó|corta|apaga|desconecta|quedó colgad*)
        (mala|pésima|malísima|baja|poca|dudosa) (calidad|factura)
        (chapuza|chapuzas|cutre|cutres|porquería|birria|cacharro|bodrio|trasto)
        (fallo|fallos|falla|fallas|fallan|fallando|errores|error) (constante*|otra vez|todo el|continu*|cada|técnic*|siempre|tras|más que|del sistema|de sistema)
        (llega|llegó|vino|venía|llegaron|estaba|estaban) (mal|sin|frí*|crud*|quemad*|podrid*|caducad*|sucio|sucia|abiert*|usad*|fría y|helad*)
        (comida|carne|pizza|plato|café|sopa|pollo|arroz|hamburguesa) _ (frí*|crud*|quemad*|podrid*|caducad*|mala|asco|asqueros*|salad*|incomible)
        (pelo|pelos|bicho|mosca|gusano) en (la|el|mi) (comida|sopa|plato|ensalada|pizza)
    """,
    "wrong": """
        (llegó|vino|llegaron) con (un|una) (agujero|mancha|rotura|golpe)
        no estaba (fresco|fresca|bueno|buena|limpio|limpia)
        (me|nos) (envi*|mand*|entreg*|dieron|trajeron|llegó|lleg*|sirvieron|han enviado|han mandado) _ (equivocad*|otro|otra|que no era|que no pedí|errón*|incorrect*|incomplet*|usad*|de otra)
        (pedido|producto|artículo|paquete|talla|modelo|habitación|comanda) (equivocad*|errón*|incorrect*|incomplet*|que no)
        (faltaba*|faltan|falta) (piezas|la mitad|cosas|productos|artículos|media|una pieza|parte de|algo|dos|tres)
        (no es|no era|no son) (lo que|el que|la que|como) (pedí|compré|pedimos|compramos|contraté|anuncian|pone|sale|me dijeron)
        (se) (equivoc*|equivocaron) (de|con|en|otra|siempre)
    """,
    "problem": """
        (tengo|tenemos|tuve|tuvimos|hay|otro|otra vez|mismo|mismos|muchos|siempre|solo|varios|sigo con|un|más|con) (un|el|este|muchos|los|mi)? (mismo|mismos|grave|graves|enorme|gran)? (problema|problemas|incidencia|incidencias|inconveniente*|lío|líos) (con|para|desde|y|de|que|en|otra|sin|grave*|al)
        (por qué|cómo es posible|cómo puede ser|se puede saber por qué|porqué) (no|que|nadie|tardan|siguen|cobran|tengo|me|nos|tanto|hay|está|se)
        (qué) (pasa|ocurre|está pasando|pasó) (con|aquí)
        (pueden|podéis|podrían|puede|podríais|podrías|puedes|podrán) (por favor)? (solucionar*|arreglar*|ayudar*|explicar*|revisar*|resolver*|decirme|informar*)
        (solucion*|arregl*|resuelv*) (esto|lo|el|ya|mi|de una vez|el problema)
        (necesito|necesitamos) (ayuda|una solución|que me ayuden|que lo arreglen|solución)
        (a ver) (si|cuándo) (solucion*|arregl*|contest*|hac*|mejor*|espabil*|respond*|os|se)
        (cada vez) (peor|que llamo|que llamas|que intento|que voy|que compro|que pido)
    """,
    "delivery": """
        (destinatario) ausente
        sigue sin llegar
        nadie sabe (por)? (dónde|donde) (anda|está)
        en reparto
        (nunca|no|aún no|todavía no|jamás|sigue sin|siguen sin) (me|nos)? (ha|han|lo|la|he|hemos)? (llegó|llega|llegado|llegaron|llegan|llegar|entreg*|recib*|envi*|repart*|aparec*) (el|mi|la|nada|a|en|mis|nuestro|los|ni|todavía|aún|y|un|ningún|su|hoy)? (paquete|pedido|nada|compra|envío|maleta*|casa|día|tiempo|domicilio|producto|la fecha|libro|mercancía|sofá|regalo|lavadora|nevera|móvil|artículo|carta|correo|mi pedido|mi paquete)
        (paquete|pedido|envío|maleta|maletas|compra|sofá|encargo) __ (no|nunca|sin) (ha|me|nos|han)? (lleg*|entreg*|aparec*|recib*|enviad*|venid*)
        (nunca|no|jamás|todavía no|aún no) (me|nos)? (llegó|llegaron|entregaron|ha llegado|han llegado|han entregado|he recibido|hemos recibido|recibí|recibimos)
        (perdieron|perdió|han perdido|perdido|extraviaron|extravió|extraviad*) (el|mi|mis|la|nuestro|nuestra|nuestras|un|las)? (paquete|pedido|maleta|maletas|envío|equipaje|compra)
        (dónde|donde) (está|están|anda|coño está|demonios está) (mi|el|mis|nuestro|la) (pedido|paquete|maleta|maletas|envío|compra|técnico|repartidor|comida|equipaje)
        (dicen|pone|consta|figura|marcan|marcaron|aparece) (que)? (como)? (está|estaba|fue|han|lo han)? (entregad*) (y|pero|cuando|sin)
    """,
    "late": """
        (con|un|otro|más|mucho|tanto|de|acumul*) (retraso|retrasos|demora|demoras|atraso)
        (retraso|demora|retrasos|demoras) (de|en|del|otra|constante*|sin|y)
        (vuelo|tren|pedido|paquete|autobús|bus|metro|cercanías|envío|obra) (otra vez)? (retrasad*|cancelad*|con retraso|con demora|tarde|demorad*)
        (llega|llegó|llegan|llegaron|llegado|llegar|vino|vinieron|entregaron|entregan|traen|trajeron) (muy|super|siempre|súper|dos horas|una hora|tres horas|bastante|tan|demasiado)? (tarde|con retraso)
        (se) (retras*|demor*) (mucho|otra|siempre|más|en|una|dos|tres|la|el)
        (tardan|tardaron|tardó|tarda|tardado|tardando|tardar) (en|mucho|muchísimo|demasiado|una|más|tanto|semanas|meses|días|horas|un|dos|tres|lo que)
        impuntual*
    """,
    "safety": """
        (intoxic*|intoxicación) (alimentaria|por|con|en|a)? (comer|familia|comida|hijo|hija|nos|gas|toda)
        intoxicación
        (fuga|escape|olor|huele) (de|a) gas
        (cucaracha*|chinches|ratas|ratones|gusanos|pulgas)
        (peligro|peligros*|inseguro|insegura|un riesgo|riesgo de)
        (explot*|incend*|prendió fuego|se quemó|cortocircuito|electrocut*|calambre|chispas|descarga eléctrica)
        (acab*|termin*|fui|fuimos|ingresad*|llevar*) _ (en|al) (el)? (hospital|urgencias|médico)
        (me|nos) (puse|pusimos|sentó|enferm*|enfermó) (mal|enferm*|fatal|malísim*)
        (pudo|podía|podría|pudimos) (haber)? (matar*|muerto|morir|matado)
        (moho|caducad*|en mal estado|sin frenos)
    """,
    "privacy": """
        (filtr*|vend*|compart*|rob*|expus*|difund*|publicaron|pasaron|dieron|ceden|regal*) (mis|nuestros|los|mi) (datos|número|teléfono|correo|información|dirección)
        (mis|nuestros) datos _ (filtr*|robad*|vendid*|expuest*|sin permiso|sin mi permiso|sin consentimiento|sin mi consentimiento)
        (datos) (personales|bancarios) (filtrad*|robad*|sin|de otros|de otro|expuestos)
        (filtración|fuga|robo|brecha) de datos
        protección de datos
        (suplant*) (mi|de|la) identidad
        (spam|acoso) (telefónico|constante|a todas horas|diario)
        (no|nunca) (di|he dado|autoricé|dimos) (mi)? (permiso|consentimiento)
    """,
    "website": """
        (caída|caido) la (app|web|aplicación)
        otra vez (caída|caido)
        (web|página|app|aplicación|sistema|plataforma|servidor|servidores|wifi|internet|red|fibra|portal|conexión|área de clientes) __ (no funciona*|no va|no carga*|caíd*|se cae|se cuelga|lent*|error|errores|falla*|no deja|no abre|de mierda|un desastre|una mierda|fatal|colgad*|no me deja|pésim*|horrible|se bloquea|no permite|inútil|no anda|se cierra|da error)
        (no) (puedo|podemos|consigo|logro|me deja|deja|se puede|hay manera de|hay forma de|pude|he podido|he conseguido) (entrar|acceder|iniciar sesión|loguear*|pagar|hacer login|registrar*|descargar|hacer el check*|conectar*|abrir la|hacer la compra|finalizar|ver mi|cambiar la contraseña)
        (caída) (de|del|general|otra) (servicio|la|red|sistema|web|otra|internet)
        (se) (cayó|ha caído) (la|el|otra) (web|página|app|internet|red|sistema|vez|servidor)
        (web|página|app) caída
    """,
    "telling everyone": """
        (voy|vamos|pienso) a (contar*|decir*|publicar*|difundir*|compartir*) (lo|esto|a|en|por|todo)? (todo|todos|todas|mundo|redes|toda|el mundo|mis|cada|esto)
        (se lo|lo|le) (contaré|diré|pienso contar|voy a contar|voy a decir|estoy contando|cuento) a (todo*|mis|toda|cuantos|cada)
        (contaré|publicaré|difundiré|compartiré|contaremos) (esto|lo|mi|a|en|todo)
        (en|por) todas (las|mis) redes
        (que) (todo el mundo|todos|la gente) (lo)? (sepa|sepan|se entere|se enteren)
        (haced|hagan|haz|por favor)? (difundid|difundan|difundir|rt máxim*|máxima difusión|compartid|compartan)
        boicot*
        (dejaré|pondré|voy a poner|voy a dejar|dejo|pongo|he dejado|puse) _ (mala|negativa|una estrella|mala reseña|malas reseñas|reseña)
    """,
    "warning": """
        (no) (compréis|compren|compres|contraten|contratéis|contrates|vayan|vayáis|vayas|pidan|pidáis|reserven|reservéis|caigan|caigáis|confíen|confiéis|usen|uséis|pierdan|perdáis|piquéis|se fíen|os fiéis|te fíes|os lo recomiendo|gasten|gastes)
        (huid|huyan|huye|huir|aléjense|alejaos|aléjate|corran|corred) (de|mientras|como|lejos|todo|ya|si)
        (eviten|evitad|evitar|evita) (a toda costa|esta|este|a|la|el|comprar|contratar|<ours>|ir)
        (mucho)? (cuidado|ojo|mucho ojo|atención) con (esta|este|esa|estos|la|los|<ours>|ellos|el)
        (aviso|advierto|advertencia|aviso a navegantes|os aviso)
        (ni) (se os|se les|se te) ocurra
        (nadie) (contrate|compre|vaya|debería)
    """,
    "legal": """
        (abogad*|demand*|denunci*|querella|juzgado|juzgados|tribunal|tribunales|juicio|burofax)
        (acciones|medidas|vía|vías) (legal*|judicial*)
        (oficina|asociación|defensa|protección) (municipal)? (de|del|al) consumid*
        (hoja|hojas|libro) de reclamacion*
        (ocu|facua|omic|profeco|sernac|indecopi|defensor del consumidor)
        (poner|pondré|interpon*|pongo|presentar|presenté|presentaré|puesto|metido|meteré) _ (denuncia|reclamación|queja|demanda) (en|ante|formal|a|y|por)
        (nos|os) vemos en (los|el) (tribunal*|juzgado*)
        (retroceder|devolver|disputar) el (cargo|recibo)
    """,
    "leaving": """
        (nunca|jamás|no) (más)? (vuelvo|volveré|volveremos|volvemos|vuelva|pienso volver|piso|pisaré|repetiré|repetimos|repito|repetiremos|me vuelven a ver|volver)
        (no) (compro|compraré|compraremos|contrataré|pido|pediré|vuelo|volaré|uso|usaré|viajo) _ (más|nunca|jamás|otra vez|con ellos|con vosotros|aquí|nada)
        (nunca) (más|jamás) (con|en|compr*|contrat*|vuelv*|voy|pido|vuelo|ustedes|vosotros|<ours>|un|una)
        (nunca|jamás) más
        (me|nos) (doy|daré|damos|daremos|dimos|di|he dado|voy a dar|quiero dar) de baja
        (dar|darme|darnos|dado|pedir|pido|solicitar|solicito|tramitar) (de|la) baja
        (me|nos) (voy|cambio|cambié|cambiamos|vamos|paso|pasamos|marcho|largo|fui|fuimos|cambiaré|iré|piro) (a|de|con) (otr*|la competencia|compañía|banco|operador*|proveedor|<theirs>|seguro|gimnasio|tienda|empresa|gestoría|aquí)
        (cambiaré|cambiar|cambio|cambiando|cambiarme|cambiarnos|buscando|buscar|busco|buscaré|buscaremos) (de|a|otr*) (compañía|banco|operador*|proveedor|empresa|seguro|aseguradora|otr*|gimnasio|tienda|dentista|taller|fontanero|peluquería|clínica)
        (cancel*|anul*|rescind*) (mi|la|el|mis|nuestra|nuestro) (cuenta|contrato|suscripción|línea|póliza|tarjeta|tarifa|seguro|membresía|abono|pedido|matrícula)
        (perd*|pierden|perdéis|perderán) (un|a un|una|otro|como)? (cliente|clienta|clientes)
        (última vez) (que|con)
        (hasta) nunca
        (adiós) (<ours>|para siempre|y hasta nunca)
        (ya)? (no) (somos|seré|soy|serán) (más)? (cliente*|clienta)
    """,
    "wants a call": """
        (que) (alguien|me|nos|alguno) (de|del)? (me|nos|ustedes|vosotros|equipo)? (llame|llamen|llaméis|contacte|contacten|contactéis|atienda|atiendan|devuelva la llamada)
        (llámenme|llamadme|llámame|llámennos|llamadnos|contáctenme|contactadme|contáctame|contacten conmigo|pónganse en contacto|poneos en contacto|llamen)
        (pueden|podéis|podrían|puede|podría|podríais|puedes|alguien) (alguien|por favor|me|nos|que)? (puede|me|nos)? (llamar*|contactar*|devolverme la llamada|ponerse en contacto|poneros en contacto|llame)
        (quiero|quisiera|necesito|exijo|me gustaría|quería|querría|queremos) (poder)? (hablar) (con)
        (espero|esperando|esperamos) (su|vuestra|una|tu|la|que) (llamada|me llamen)
    """,
    "insult": """
        (hijos|hijo|hija) de (puta|perra|la gran puta|su madre|la chingada|put*)
        (hdp|hijueputa*|malparid*|gilipoll*|cabron*|cabrón|imbécil*|idiota*|payasos|payaso|subnormal*|gentuza|mamarrach*|capull*|pendej*|estúpid*|desgraciad*|canallas|miserables|sinvergüenza*|caradura*|cara dura|jetas|mafia|mafiosos|panda de|basura de empresa|inútiles|tarados|rata inmunda|cerdos|cantamañanas|indeseables|jeta)
        (iros|idos|váyanse|que os|que les|vete|vayan*|irse) (a|todos a|dé por) (la mierda|tomar por culo|tomar por saco|la chingada|la verga|freír espárragos|cagar|por culo|culo)
        (métanse*|meteos*|métete*|que se metan) (la|el|lo|por|su)
        (me cago en) (vuestra|su|la|tu|todo*|vosotros|ellos|<ours>|los)
        (chinguen*|chinga) (a)? (su|tu)? (madre)
        (ojalá) (cierren|quiebren|quebréis|cerréis|quiebre|cierre|se arruinen|os arruinéis|desaparezc*|os hundáis|se hundan|ardan)
    """,
    "furious": """
        (furios*|indignad*|cabread*|cabreo|enfadadísim*|enojadísim*|encabronad*|emputad*|rabia|hecha una furia|hecho una furia|encolerizad*|que trino|que echo humo|que ardo)
        (harta|harto|hartos|hartas|hartísim*|hartazgo|hasta las narices|hasta los cojones|hasta los huevos|hasta el coño|hasta el gorro|hasta las pelotas|hasta la coronilla|hasta el moño|hasta el culo|hasta los ovarios|hasta la madre|hasta el ojete|podrid* de)
        (muy|super|súper|tan|estoy|realmente|bastante) (enfadad*|enojad*|molest*|disgustad*|mosquead*)
        (me|nos) (hierve la sangre|sacan de quicio|saca de quicio|pone de los nervios|ponen de los nervios|tienen hart*|tenéis hart*|revienta|indigna*|cabrea*|da rabia|dan ganas de gritar|enferma)
        (perd*|agot*|acab*) (la|mi) paciencia
        (ya) basta
        (basta) (ya)
        (se me) (acabó|ha acabado|agotó|está acabando) la paciencia
    """,
    "outrage": """
        (vergüenza|vergonzos*|vergonzosamente|bochornos*|indignante*|inadmisible*|inaceptable*|intolerable*|impresentable*|lamentable*|escandalos*|repugnante*|asqueros*|denigrante|infame|patétic*|indecente|nauseabund*|deleznable|vomitiv*)
        (qué|vaya|es un|menudo|un auténtico|total|completo|auténtico|verdadero|puro|menuda|da|dais|dan|son un|sois un|me dais|un) (asco|desastre|cachondeo|pitorreo|descontrol|abuso|despropósito|choteo|robo|circo)
        (tomadura|tomada) de pelo
        (qué|cómo) (se atreven|os atrevéis|poca vergüenza|poca seriedad|falta de respeto|caradura|morro|huevos tienen|cara más dura)
        (poca|falta de|sin) (vergüenza|seriedad|escrúpulos)
        (se) (ríen|rien|cachondean|mofan) de (los clientes|la gente|nosotros|mí|uno)
        (debería|deberían) (daros|darles|darte|caérseles|caer*)? (dar*|de)? (vergüenza)
        (lo|el|la|los|las) (peor|peores) (empresa|compañía|banco|servicio|aerolínea|tienda|restaurante|experiencia|que|de|atención|hotel|sitio|operador*|del mundo|seguro|aseguradora|clínica)
        (peor|peores) (empresa|compañía|banco|servicio|aerolínea|tienda|restaurante|experiencia|atención|hotel|imposible) (de|del|que|imposible|en|con|posible)
    """,
    "swearing": """
        (mierda|mierdas|puta|puto|putos|putas|joder|coño|cojones|hostia*|carajo|verga|chingad*|no mames|ostia*|jodid*|puñetero|puñetera|maldit*|mierdón)
    """,
    "unhappy": """
        (muy|bastante|super|súper|realmente|totalmente|tan|profundamente|enormemente|gran)? (decepcionad*|decepción|decepcionante*|decepcionan|desilusi*|defraudad*|insatisfech*|descontent*|disgustad*)
        (no|nada|poco) (estoy|estamos|quedé|quedamos|quedo)? (nada|muy|del todo)? (content*|satisfech*|feliz|conforme*|recomendable*|contentos)
        (me|nos) (han|ha)? (decepcion*|defraud*|fallado|fallaron|arruin*|amarg*|desilusion*)
        (esperaba|esperábamos|me esperaba) (mucho|algo)? (más|mejor|otra cosa)
        (deja|dejan|dejó|dejaron) (mucho|bastante) que desear
        (ha|han|va|van|fue|cada vez) (ido|de mal|a)? (a)? peor
        (tenéis|tienen|deben|debéis|deberían|deberíais|pueden|podéis|podrían) (que)? mejorar
        (antes) (era|eran|erais) (mejor*|buen*|otra cosa)
        (mala|malas|pésima|horrible|terrible|triste) (experiencia|experiencias|impresión|sensación|noticia)
        (ya) no (es|son) lo que (era*|fue*)
    """,
    "bad verdict": """
        (es|son|fue|está|estuvo|eran|era|todo|esto es|qué|sois|una|un|muy|parece|me parece|resultó) (una|un|muy|realmente|todo|totalmente)? (mierda|basura|desastre|pesadilla|horror|horrible*|pésim*|malísim*|nefast*|fatal|terrible*|porquería|infierno|fiasco|caca|tomadura|espantos*|horroros*|bazofia|penos*|castigo|suplicio)
        (desastre) (total|absoluto|de|tras)
        (un|de) (auténtico|verdadero|completo) desastre
    """,
    "stars": """
        (cero|0|menos|ninguna) (estrellas|estrella)
        (una|1|media|ni una) (sola)? (estrella) (porque|por no|es mucho|ya es|y porque|le sobra)
        (ni) (una|media) estrella
        (si) (pudiera|pudiese|se pudiera) _ (cero|0|menos|negativ*)
        (pongo|doy|le doy|merece|merecen) (una|1) estrella
        (no) se (lo|la|les)? merecen ni
    """,
    "would not recommend": """
        (no|nunca|jamás|tampoco) (se)? (lo|la|los|las|le|os|les|se lo|os lo|os la)? (recomiendo|recomendaría|recomendamos|recomendable*|recomendaré|recomiendan|aconsejo|aconsejaría|aconsejable|recomendado)
        (cero|nada|poco) recomendable*
        (no) (es|son|era) (de fiar|lo mismo|serios|una empresa seria|gente seria|fiable*)
        (poco) (seri*|fiable*|formal*)
        (me|nos) (arrepent*|arrepiento)
    """,
    "praise": """
        (chapó|chapeau) (por|para|a)
        (no) (puedo|podría|pude|podemos|podría estar) (estar|ser)? (más|mejor|quejarme|pedir más)
        (no) (tengo|tenemos|hay|he tenido|tuve|tuvimos) (ninguna|ningún|ni una|nada)? (queja|quejas|pega|pegas|problema*|de qué quejar*|nada malo)
        (sin) (ningún|ninguna|el menor)? (problema|problemas|pegas|pega|quejas|queja|inconveniente*)
        (nunca|jamás) (me|nos) (han|ha)? (falla*|fallado|fallaron|decepcion*|defraud*)
        (no) (dudo|dudaré|dudéis|duden|dudes|dudaría|lo dudes|lo duden|lo dudéis)
        (no) (me|nos)? (decepcion*|defraud*)
        (los|las|la|el|lo) (mejor|mejores) (de|del|que|empresa|tienda|sitio|servicio|compañía|taller|restaurante|hotel|equipo|trato|fontanero|dentista)
        (no) está* (nada)? mal
        (nada) que objetar
        (no) (es|son|fue) (nada)? (mal*|car*)
        (mejor) imposible
        (de) (diez|10|lujo|maravilla|lo mejor|primera|matrícula)
        (me|nos) (quito el sombrero|salvaron|salvó|encant*|chifla|ha encantado|salvasteis)
        (vale|merece|valió|mereció) (mucho)? la pena
        (no) (cambio|cambiaría|cambiaré) por (nada|ningún*)
    """,
    "good verdict": """
        (muy|super|súper|totalmente|altamente|cien por cien|100%|100|lo|la|los|las|os|os lo|os la|se lo)? (recomiendo|recomendable*|recomendad*|recomendaré)
        (muy|super|súper|tan) (content*|satisfech*|agradecid*|amable*|atent*|profesional*|buen*|bien|bonit*|rápid*|eficiente*|eficaz|feliz|felices|rico|rica|ricos|simpátic*)
        (trato|servicio|atención|equipo|personal|experiencia|trabajo) _ (excelente*|inmejorable*|exquisit*|genial*|impecable*|excepcional*|fantástic*|espectacular*|perfect*|magnífic*|increíble*|estupend*|de diez|maravillos*|encantador*)
        (excelente*|inmejorable*|exquisit*|genial*|impecable*|excepcional*|fantástic*|magnífic*|gran|buen|buena|estupend*|muy buen*) (trato|servicio|atención|equipo|personal|experiencia|trabajo|profesional*|gestión)
        (cinco|5) estrellas
        (volveré|volveremos|repetiré|repetiremos|seguro que repito)
        (todo) (perfecto|genial|bien|estupendo|correcto|ok|fenomenal)
        (por fin) (alguien|una|un) (que|empresa|sitio|tienda)
        (da gusto|chapó|enhorabuena a|olé|bravo por|felicito|felicidades a)
        (superó|superaron|supera) (mis|nuestras|todas) (las)? (expectativas)
    """,
    "quick answer": """
        (respondieron|contestaron|llamaron|vinieron|llegaron|solucionaron|arreglaron|resolvieron|llegó|vino|enviaron|atendieron|contestan|responden|entregaron|me lo arreglaron|lo arreglaron|solucionó|resolvió) _ (enseguida|al momento|al instante|rápid*|rapidísim*|de inmediato|inmediatamente|el mismo día|en el día|al día siguiente|en minutos|en una hora|en un día|en media hora|volando|puntual*|en nada|antes de lo)
        (en) (menos de|apenas|solo) _ (hora|horas|día|minutos|24h) (lo|me|nos|ya|estaba|tenía|todo)
    """,
    "thanks": """
        (muchas|muchísimas|mil|infinitas|un millón de|muchisimas|eternas|mil millones de)? (gracias) (a|por|de|<ours>|equipo|chicos|otra|de nuevo|y)
        (muchas|muchísimas|mil|infinitas) gracias
        gracias
        (muy|super|súper|eternamente|tan|estoy|estamos|infinitamente) (agradecid*)
        (agradezco|agradecemos|agradecer|se agradece|agradecimiento|os agradezco|les agradezco)
        (me|nos) salv* (la vida|el día|la boda|el viaje)
    """,
    "put right": """
        (al final|finalmente|por fin|ya|me|nos|me lo|lo|todo|y|problema|incidencia|rápidamente|enseguida|han|ha) (me|nos|lo|han|ha|está|quedó|fue|me lo|nos lo|lo han)? (solucion*|arregl*|resuelt*|resolvi*|reembols*|devolvieron|devuelto|compens*|indemniz*|repusieron|cambiaron el|disculparon|disculpó|pidieron disculpas|pidieron perdón|pidió disculpas)
        (se) (disculp*) (y|por|conmigo|con nosotros|personalmente)
        (ya) (funciona|está todo|está solucionado|va|tengo|está arreglado|me llegó|me han) (bien|perfect*|otra|de nuevo|mi|el|contestado|solucionado|devuelto|de maravilla)
        (todo|asunto|problema|tema) (solucionad*|resuelt*|arreglad*)
        (rectific*|recapacit*) (y|enseguida|a tiempo|el error)
        (cambi*) (de|mi) opinión
    """,
}

_LEXICON = {
    4.0: "maravillos* fantástic* espectacular* inmejorable* insuperable* extraordinari* magnífic* excepcional*",
    3.0: """excelente* genial* perfect* increíble* estupend* encant* encantad* impecable* maravilla* brillante* fenomenal*
        fabulos* amo adoro precios* preciosidad* hermos* feliz felices felicidad* felicidades felicit* enhorabuena amor
        delicios* riquísim* buenísim* divin* 💖""",
    2.0: """mejor mejores bueno buena buenos buenas buen bien gusta gustó gustan gustado contento contenta contentos contentas satisfech* amable*
        amabilidad simpátic* atent* profesional* profesionalidad eficaz eficient* rápido rápida rapidez bonit* lind* guap* divertid*
        alegr* ilusión ilusionad* disfrut* gran grande triunf* éxito* ganamos victoria recomiend* cariño* fiable* confianza chul* mola
        molan agradable* agradec* gracias abrazo* besos besitos sonrisa* risa* orgull* campeon* bravo ole olé suerte motivad* emocionad*
        ganas ánimo* rico rica tequiero deseando placer bienvenid* guay querid* cómod* puntual* cuidados* honest* honrad* barat* limpi* viva crack ideal* aciert* tranquil* dulce*""",
    1.0: """familia corazon especial saludo saludos amigos amigas espero interesante* útil útiles fácil* fácilmente ayud* correct* jaja* jeje* fiesta favorit* mejora* mejoran
        mejorad* solucion* premio* regalo* apoyo gratis oferta* aprend* nice thanks""",
    -1.0: """lent* complicad* difícil* carísim* caro cara lástima pena duda* raro rara rar* aburrid* cansad*
        cansancio sueño llor* lloro lluvia frío falta faltan echo problema* error* fallo* queja* pega* cuesta tarde incómod*
        suci* ruido* ruidos* dolor* duele duelen nervios* estrés estres* exámen* examen perdid* perder perdí pierd* extrañ* culpa* muert*
        murió guerra* corrup* crisis multa* siento""",
    -2.0: """pobre pobres mal malo mala malos malas triste* tristeza enfad* enoj* molest* decepci* decepcion* odio odia odian odiar fea feo feos fracaso fracas*
        rabia miedo asust* pesad* peor peores injust* injusticia mentir* mienten mentira* engañ* ladron* robar roban robo estaf* falso
        falsa hart* daño daños dañad* romp* roto rota enferm* fiebre deprim* depre harto horror terror ridícul* tont* inútil* incompeten* estúpid* idiota*
        insult* insoport* fatídic* pésimamente desastr* caos queja cabre* jod* joder puta puto putas putos coño mierd* basura asesin* violen* llorando muere
        cutre* patétic* desgracia* suspend* suspens*""",
    -3.0: """horrible* terrible* fatal pésim* nefast* asco asqueros* vergüenza vergonzos* lamentable* indignante* repugn* espantos* horroros*
        penos* malísim* miserable* odio odiosa* infiern* pesadilla* inaceptable* inadmisible* intolerable* deplorable* imbécil* gilipoll* hdp""",
}

WORDS = Vocabulary(
    phrases=_PHRASES,
    lexicon=_LEXICON,
    negations="no, ni, nunca, jamás, sin, nadie, nada, ningún*, tampoco, apenas, poco",
    stronger="muy, tan, súper, super, totalmente, absolutamente, realmente, demasiado, más, tanto, completamente, extremadamente, bastante, re, puto, puta, qué, gran",
    weaker="algo, casi, medio, relativamente, poquito",
    hypotheses="si, por si, sería, podría, ojalá, espero que, esperemos que, para que no, para no, en caso de, cómo, imagin*, temo, miedo de, evitar",
    contrast="pero, aunque, sin embargo, mientras que, mientras, sino, hasta que, excepto, salvo, en cambio, a diferencia de, menos mal que, y eso que, no como",
    joiners="y, e, o, u, ni",
    cheers="genial, fantástico, estupendo, perfecto, maravilloso, bravo, enhorabuena, felicidades, qué bien, qué bonito, excelente, gracias, muchas gracias, muy bien, brillante, olé, fenomenal, de lujo, buen trabajo, increíble, chapó, bravísimo, me encanta",
    mocking="""
        (gracias|muchas gracias) por (nada|hacerme perder|hacernos perder|arruinar*|tomarme el pelo|no contestar|ignorar*|estropear*|el plantón|la espera|dejarme|dejarnos|hacerme esperar|joder*|cobrar*)
        (me encanta|nos encanta|qué bonito|qué bien|qué maravilla|qué alegría|qué ilusión|adoro|qué gusto) (que|cuando|cómo|esperar|pagar|estar|pasar) __ (esper*|no|nunca|nadie|horas|sin|cobr*|retras*|tarde|cancel*|roto|ignor*|perd*|meses|semanas)
        (gran|excelente|magnífico|maravilloso|espléndido|estupendo) (servicio|trabajo|atención|trato) (el de|sí señor|, sí|, como siempre|no contest*|cuando no)
        (se nota|se ve) (que|lo mucho que|cuánto) (os|les|se) (importa*|preocupa*)
    """,
    asking="""
        (alguien) (más|sabe|aquí|conoce|me|que|ha|tiene|podría|puede|usa|tuvo|recomienda|con|le)
        (a alguien) (más|le)
        (sabéis|saben|sabe|conocéis|conocen|recomendáis|recomiendan|recomendarme|me recomendáis|me recomiendan|habéis probado|han probado) (de|algún|alguna|si|un|una|alguno|el|la|dónde|qué|cuál)
        (qué tal|qué os parece|qué les parece|qué opináis|qué opinan|opiniones|merece la pena|vale la pena|es de fiar|es fiable|es bueno|es buena|son buenos|son de fiar|son fiables) (es|está|son|el|la|los|<ours>|con|sobre|de|va|van|contratar|funciona|esta|este)
        (es|son|está|va) (<ours>|bueno|buena|de fiar|fiable*) (bueno|buena|buenos|de fiar|recomendable*|fiable*|una|o|mejor|bien|para|como)
        (busco|buscamos|estoy buscando|se busca|necesito|alguna) (un|una|recomendación|recomendaciones|algún|alguna) (fontanero|dentista|taller|buen|buena|recomendación|abogado|gestor*|electricista|peluquería|restaurante|hotel|banco|seguro|gimnasio|sugerencia|para|de)
        (cuál|cuáles) (es|son) (el|la|los|las|mejor)
    """,
    adverts="""
        (se busca|buscamos|se necesita|se buscan|seleccionamos|contratamos|incorporamos) (un|una|personal|camarer*|dependient*|comercial*|desarrollador*|candidat*|profesional*|ingenier*|conductor*|técnic*|cociner*|administrativ*|talento|enfermer*|repartidor*)
        (oferta|ofertas|bolsa|vacante|vacantes) (de|para|en|disponible*) (empleo|trabajo|puesto)
        vacante
        (envía|envíanos|enviar|manda|mándanos|envíe) (tu|su|el|un)? (cv|currículum|curriculum)
        (únete|forma parte) (a|de) (nuestro|nuestra) equipo
        (jornada completa|media jornada|salario|sueldo|incorporación inmediata)
        (usa|utiliza|con) el código
        (descuento) (del|de)
    """,
    better="""
        (<a>) __ (mejor|mejores|más rápid*|más barat*|más amable*|más seri*|más fiable*|superior) _ (que|a) (la de|el de|las de|los de)? <b>
        (mejor|prefiero|prefiere|preferimos|mil veces|antes|me quedo con) (con|en)? (<a>) _ (que|a|antes que|y no) <b>
        (<b>) __ (peor|peores|más lent*|más car*|inferior) _ (que|a) <a>
        (<a>) (le)? da (mil|cien) (vueltas|patadas) a <b>
    """,
    left="""
        (cambi*|pas*|mud*|fui|fuimos|porté|migr*|salt*|dejé|dejamos) _ de <b> (a|para|por|y me fui a|y me pasé a) <a>
        (dej*|abandon*|cancel*) (a)? <b> __ (por|a|con|y) _ <a>
        (cambi*|pas*|me voy|nos vamos|me fui|nos fuimos) (a|con) <a> _ (por culpa de|después de|tras|desde|gracias a|harto de|harta de|porque) _ <b>
    """,
    calendar=Calendar(
        numbers={
            "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
            "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "medio": 0.5, "media": 0.5, "un par de": 2,
            "unos": 3, "unas": 3, "varios": 3, "varias": 3, "algunas": 3, "algunos": 3,
        },
        units={
            "minute": "minuto, minutos, min", "hour": "hora, horas", "day": "día, días", "week": "semana, semanas",
            "month": "mes, meses", "year": "año, años",
        },
        sure="desde hace, hace, hace ya, hace más de",
        sure_after="atrás",
        complaining="llevo, llevamos, lleva, llevan, tras, después de, durante, por, más de, van, ya van, casi, esperando, esperé, tardaron, tardan, tardó, luego de, en",
        complaining_after="esperando, sin, después, y sigo, y seguimos, y nada, y nadie, y aún, y todavía, y no, y siguen, de espera, de retraso, de silencio, reclamando, al teléfono, en espera, llamando, más tarde",
        since="desde, desde el, desde la, desde el pasado, desde este, desde principios de, desde finales de, desde mediados de",
        on="el, el pasado, para el, del, al, de",
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        days={"ayer": 1, "anteayer": 2, "antier": 2, "semana pasada": 7, "mes pasado": 30},
        months=(
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre, setiembre", "octubre",
            "noviembre", "diciembre",
        ),
        of="de, del",
        not_waiting="cliente, clienta, clientes, clientas, garantía, casad*, vivo, vivimos, viviendo, trabaj*, experiencia, permanencia, contrato de, cada, usuario, usuaria, abonad*, soci*, antigüedad, abierto",
        future="en, dentro de, en menos de, cada, por, máximo, hasta, antes de, de",
    ),
)  # fmt: skip
