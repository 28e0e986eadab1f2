"""What customers say in French."""

from __future__ import annotations

from monitor.tone.languages.vocabulary import Calendar, Vocabulary

_PHRASES = {
    "no answer": """
        (je me permets|nous nous permettons|je suis contraint|je suis contrainte) (de)? (vous)? (relancer|réitérer|rappeler que|écrire à nouveau|recontacter)
        sauf erreur __ (rien|pas|aucun|aucune|toujours|jamais)
        (auriez-vous|avez-vous|y a-t-il|auriez vous|avez vous|a-t-on) (enfin|par hasard)? (des nouvelles|une réponse|du nouveau|une date|des informations) (de|concernant|pour|sur|au sujet) (de|du)? (ma|mon|mes|notre|nos|la|le)
        (où en est|où en sont|qu'en est-il de|qu'en est il de|que devient) (ma|mon|mes|notre|nos)
        (espérais|espérions|aurais aimé|aurions aimé|aurais apprécié) (au moins|bien|tout de même|quand même)? (une|un|avoir|recevoir|obtenir|qu'on|être|que) _ (réponse|retour|appel|rappel|explication|geste|nouvelles|rappelé|rappelée|prévenu|prévenue|excuses|suivi|remboursement)
        (merci|prière) de (bien vouloir|vite|enfin)? (me|nous|m') (répondre|recontacter|rembourser|tenir au courant|tenir informé|donner des nouvelles|livrer)
        (vous)? comptez (me|nous) (répondre|rappeler)
        personne (ne|n'a|n'|ne m'a|ne nous a|me|pour)? (m'|me|nous|vous|a)? (répond*|rappel*|décroch*|contact*|aid*|daign*|inform*|joignable|au bout|pour répondre|au téléphone|pris la peine)
        (ne|n'ont|n'a|n'avez|n'y|ils|vous|on|jamais|toujours|m'ont|m'a|nous ont) (me|nous|m'|m'ont|m'a|nous ont|lui|y)? (répond*|rappel*|décroch*|rappell*|recontact*|contact*|donn*|réagi*) (pas|jamais|plus|même pas|toujours pas|aucun*|rien|personne|à rien|ni)
        (pas|jamais|toujours pas|même pas|plus jamais) (été|eu|reçu|eu droit à|obtenu)? (de|un|une|la moindre|le moindre|d')? (réponse|réponses|retour|rappel|nouvelle|nouvelles|accusé|répondu|rappelé|rappelée|rappelés|recontacté|recontactée|excuse|excuses|explication)
        (aucun|aucune|sans|zéro|ni) (le|la|aucun|aucune|moindre)? (moindre)? (réponse|réponses|retour|nouvelle|nouvelles|rappel|explication|explications|excuse|excuses|réaction|suivi|communication|contact|accusé)
        (silence) (radio|total|complet|absolu)
        (mails|emails|messages|appels|courriers|mail|relances|demandes|courrier|réclamations) (restés|sans|restent|resté|ignorés|restées|reste|restée) (sans|lettre|réponse|ignorés|mort*)
        (lettre) morte
        (ne|ils|elle|on) (répond*|décroch*) (jamais|pas|plus)
        (répond*|rappel*|décroch*) (jamais|pas|plus|même pas|toujours pas) (au|aux|à|le|mes|plus|quand|les|leur|du|pas|nos)
        (jamais|toujours pas|pas) (de)? (répondu|rappelé|rappelée|rappelés|eu de nouvelles)
        (fait|font|faites) le mort
        (j'attends|on attend|nous attendons|attendons|attends|en attente d'une|en attente de) (toujours|encore|une|votre|un|leur|la|de)? (une|la|un|votre|leur)? (réponse|rappel|retour|appel|coup de fil|explication)
    """,
    "ignored": """
        (m'|nous|me|vous|on|ils|totalement|complètement|superbement|être|été|les clients) (nous|m'|me)? (ignore|ignorent|ignorez|ignoré|ignorée|ignorés)
        (se|vous vous|ils se|s'en) (fout*|fich*|moqu*|contrefich*|lavent les mains|foutre|balanc*) (de|du|complètement|totalement|royalement|bien|des|éperdument|pas mal|la|ouvertement)
        (fait|font|faire|faites) la sourde oreille
        (nous|me|m'|vous) (laiss*|abandonn*|laissé) (tomber|en plan|sans nouvelle*|dans la|poireauter|attendre|en rade)
        (mené|menée|menés|mène|mènent) en bateau
        (baladé|baladée|baladés|balade|baladent)
    """,
    "waiting": """
        (j'attends|attends|attend|attendons|attendu|attendre|attente|patiente|patienté|patientons|j'attend) _ (depuis|pendant|plus de|toujours|encore|des heures|des semaines|des mois|en vain|heures|semaines|mois|jours|une éternité)
        (toujours|encore|depuis __ que|fatigué d'|marre d') (j'attends|attend*|en attente|attente)
        (depuis|cela fait|ça fait|voilà|fait|après) __ (que|qu'on|qu'ils|qu'il|j'|d') _ (attend*|attente|patiente*|demande|réclame|relance|appelle|sans)
        (semaines|semaine|mois|jours|heures|minutes|heure|ans|jour) (d'attente|que j'attends|sans|et toujours|et rien|plus tard|de retard|et personne|et aucun*|pour rien|qu'on attend|à attendre|d'attente)
        (combien) de (temps|jours|semaines|fois) (encore|faut|dois|va|vais|devons|allons|vont|avant|doit)
        (jusqu'à|à) quand (faut|dois|devons|vais|allons|comptez|va)
        (attente) (interminable|insupportable|trop longue|infinie|inadmissible|de)
        (on attend|j'attends|nous attendons) (toujours|encore|nos|mon|ma|notre|le|la|que|depuis)
    """,
    "chasing": """
        (j'ai|on a|nous avons|ai|avons|avoir) (déjà|pourtant)? (appelé|relancé|écrit|envoyé|téléphoné|contacté|laissé|réclamé|rappelé|passé) _ (fois|mails|messages|courriers|appels|reprises|emails|semaines|relances|lettres)
        (malgré|après) (mes|plusieurs|de nombreux|de nombreuses|nos|de multiples|maintes|dix|trois|quatre|cinq|deux|x|tant de|des dizaines de|multiples|nombreux|nombreuses) _ (appels|mails|relances|messages|courriers|coups de fil|emails|tentatives|réclamations|demandes)
        (trois|quatre|cinq|six|dix|plusieurs|quinze|vingt|cent|mille|nombreux|nombreuses|maintes|multiples|deux) (mails|appels|relances|messages|courriers|coups de fil|emails|fois) _ (et|sans|aucune|toujours|rien|plus tard|pour rien)
        (des dizaines|une dizaine|une vingtaine|des centaines) (de|d') (appels|mails|relances|messages|courriers|fois)
        (j'appelle|je relance|je rappelle|j'écris) (tous les jours|chaque jour|toutes les semaines|sans cesse|sans arrêt)
    """,
    "cannot reach": """
        (impossible|pas moyen|incapable|pas possible|difficile|injoignable|on arrive pas|j'arrive pas|n'arrive pas|n'arrive plus|n'arrivons pas) (de|d'|à)? (les|vous|le|la)? (joindre|contacter|avoir|parler|obtenir quelqu'un|avoir quelqu'un|joignable|les joindre|vous joindre|tomber sur)
        (injoignable*|service client injoignable)
        (j'essaie|j'essaye|essaye|essaie|on essaie|tente|tenté) (de|d') (vous|les|le|la)? (joindre|contacter|appeler|avoir)
        (toujours|sans cesse|ligne|constamment|ça sonne) (occupé*|dans le vide|coupée)
        (sonne|sonner) dans le vide
        (ne|pas|jamais) joignable*
    """,
    "on hold": """
        (musique|musiquette|petite musique) d'attente
        (heures|minutes|heure|h|min) (d'attente|en attente|au téléphone|à écouter) (au|téléphonique|pour|et|avant)
        (minutes|heures|heure) (d'attente|en attente|au téléphone|au bout du fil)
        (raccroch*|m'a raccroché|coupé la ligne|raccroché au nez|coupe au bout)
        (mis|mise|mettent|met|laissé|laissée|laisse) en attente
    """,
    "still not": """
        (toujours|encore|tjs) (pas|rien|aucun|aucune|sans|en panne|point) (de|du|d'|reçu|solution|arrivé|eu|internet|résolu|réparé|remboursé|nouvelles|livré)
        (toujours|encore) (pas|rien|aucun*|sans)
        (rien) (n'a été|n'est|ne|n'a|n'avance|de|n') (fait|bouge*|change*|résolu|avance*|nouveau|réglé)
        (et) (toujours|depuis) rien
        (aucune|sans|pas de) (solution|aide|amélioration)
    """,
    "sent around": """
        (renvoy*|balad*|transfér*|redirig*|baladé) _ (d'un|de service|service en service|d'une|de l'un|à un autre|entre)
        (de|d'un) service en service
        (se|on se) (renvoi*|rejett*|renvoy*) la (balle|faute|patate)
        (raccroch*) (au nez|à la figure|au bout|dès)
    """,
    "broken promise": """
        (promis|promise|promet|promettent|promesse|dit|annoncé|assuré|garanti|affirmé|devait|devaient|devais|prévu|prévue|soi-disant) __ (mais|et|toujours|jamais|rien|or|puis) _ (rien|jamais|toujours|pas|aucun*|personne|plus)
        (promesse|promesses|engagement|engagements|parole|délais|délai|rendez-vous|rdv) _ (non|pas|jamais) (tenu|tenue|tenues|tenus|respecté*|honoré*|respecté)
        (ne|n'ont|n'a|n'avez|pas|jamais) _ (tenu|tient|tiennent|respecte*|respecté|honor*) (pas|jamais|leur*|sa|ses|parole|les|le|aucun*)
        (fausses|belles|que des|vaines) (promesses|paroles|excuses)
        (manqué|manque|manquement) à (sa|leur|votre) (parole|engagements|promesse)
        (excuse*|prétexte*|mensonge) (sur|après) (excuse*|mensonge|excuses|prétexte*)
        (que des|toujours des|encore des) (excuses|mensonges)
    """,
    "did not come": """
        personne (n'est|ne|n'a|nest|est) (jamais|pas)? (venu|venue|passé|présenté|vient|s'est|pointé|s'est présenté|là|viendra)
        (technicien|plombier|livreur|réparateur|électricien|dépanneur|artisan|ouvrier|il|elle|ils) _ (jamais|pas|s'est pas|pas même) (même)? (venu|venue|venus|présenté*|passé|pointé|vient|montré|arrivé)
        (jamais|pas) (venu|venue|venus|présenté*|passé) (au|à|pour|le|et|alors|malgré|chez|ni)
        (posé|fait faux|mis|planté|posent|font) (un|faux|un beau)? (lapin|bond|planter)
        (pris|posé|perdu) (une|un|ma) (journée|demi-journée|jour|matinée|congé|rtt) (pour rien|de congé pour|pour)
        (ne|n'est|n'a|n') (vient|viennent|s'est|est) (jamais|pas) (venu|présenté*|déplacé*)
    """,
    "put off": """
        encore annulé
        (annul*|report*|décal*|repouss*) _ (rendez-vous|rdv|vol|commande|livraison|réservation|dernière minute|dernier moment|intervention|train|sans prévenir|sans explication)
        (rendez-vous|rdv|vol|commande|livraison|réservation|intervention|train|installation) __ (annulé*|reporté*|décalé*|repoussé*)
    """,
    "lied to": """
        (menti|mentent|mensonge|mensonges|menteur|menteurs|menteuse|mentez|mensonger|mensongère|mensongers|trompé|trompée|trompent|dupé|dupée|arnaqué par|baratin|publicité mensongère|pub mensongère|enfumage|poudre aux yeux)
        (nous|me|vous|on|m'a|m'ont|se) (prend*|prennent|pris|prise|prenez) pour (un|des|une) (con|cons|imbécile*|idiot*|pigeon|pigeons|débile*|vache* à lait|conne|abruti*|jambons|truffe*)
    """,
    "staff": """
        traité* (ma|mon|mes|de) _ (menteuse|menteur|incapable|voleur|voleuse)
        traite (ma|mon) (fille|fils|mère) de
        (très|vraiment|tellement|super|extrêmement|totalement|complètement|plus|si|trop|assez|particulièrement|peu|pas)? (désagréable*|impoli*|malpoli*|grossier*|grossière*|hautain*|arrogant*|méprisant*|irrespectueu*|agressif*|agressive*|incompétent*|mal élevé*|insolent*|odieux|odieuse*|antipathique*|condescendant*|imbuvable*|malaimable*|mal aimable*|je m'en foutiste*|jemenfoutiste*|incapables|incapable de|exécrable*|détestable*|revêche*|infect*|amateurs|amateurisme|mal embouché*)
        (manque|aucun|zéro|absence|pas de|aucune|sans) (de|total de|total d'|d'|cruel de|flagrant de)? (respect|professionnalisme|politesse|considération|amabilité|empathie|savoir-vivre|savoir vivre|conscience professionnelle|sérieux|rigueur)
        (peu|pas) (du tout|très)? (aimable*|professionnel*|serviable*|sympathique*|sérieux|accueillant*|compétent*|poli|polis|commerçant*|agréable*)
        (non|pas) professionnel*
        (traité*|traitent|parlé|parle|traite|reçu|reçus|accueilli*|parlent) (comme|comme de la|comme un|comme des|mal|très mal) (merde|chien*|moins que rien|de la merde|un chien|voleur*|une merde|délinquant*|débile*|sous-merde*|un voleur|si|une voleuse)
        (crié|hurlé|gueulé|insulté*|engueulé*|agressé*|rembarré*|envoyé balader|envoyé promener|mal parlé|envoyée balader|envoyés balader) (dessus|verbalement|par|au téléphone|devant|comme|parce|sur|et)
        (incompétence|je-m'en-foutisme|jemenfoutisme|mauvaise foi|mauvaise volonté|mépris|impolitesse|amateurisme|négligence)
        (s'en|s'en|on s'en|vous en) (foutent|fout|fichent|moquent|tapent|battent|balancent)
        (personnel|vendeur|vendeuse|serveur|serveuse|accueil|conseiller|conseillère|employé*|patron|gérant|hôtesse) _ (désagréable*|odieu*|exécrable*|nul|nulle|incompétent*|froid*|glacial*|lamentable|débordé*|mal*)
    """,
    "service": """
        (mauvais*|nul|nulle|pire|horrible|déplorable*|lamentable*|catastrophique*|exécrable*|médiocre*|désastreu*|pitoyable*|minable*|honteux|honteuse|inexistant*|affreu*|zéro|piètre|aucun|pas de) (le)? (service*|sav|service client|accueil|expérience|communication|suivi|prestation|relation client|support|organisation|assistance|prise en charge|gestion)
        (service*|sav|accueil|expérience|communication|suivi|prestation|support|organisation|assistance|hotline|gestion|conseiller*) __ (nul*|inexistant*|déplorable*|lamentable*|catastrophique*|exécrable*|médiocre*|désastreu*|pitoyable*|minable*|honteux|honteuse|à revoir|à fuir|horrible|mauvais*|aux abonnés absents|incompétent*|zéro|injoignable*|merdique|de merde|en dessous de tout|laisse à désirer|à chier|inadmissible|pourri*|un désastre|une catastrophe|scandaleux)
        (en)? dessous de tout
        (sav) (nul|inexistant|aux abonnés|déplorable|zéro)
    """,
    "money": """
        facturé deux fois
        (coûté|payé|facturé) (le double|le triple) de
        (prélev*|débit*|factur*|charg*) _ (deux fois|double|en double|trop|sans|à tort|indu*|abusi*|alors que|plusieurs fois|encore|toujours|après|euros de plus|malgré|sans autorisation|sans raison|trois fois|en trop)
        (m'ont|m'a|me|nous ont|nous|on m'a|on me|continuent de me|continuent à me) (prélev*|débit*|factur*|compt*|réclam*|fait payer) (deux fois|en double|encore|toujours|un|une|des|trop|plus|sans|pour|le double|alors|malgré|les|de l'argent)
        (frais|facture*|prélèvement*|coûts|supplément*|abonnement|montant|prix|tarif*) (de|cachés|caché*|abusi*|injustifié*|indu*|non|exorbitant*|imprévu*|erroné*|supplémentaire*|surprise|fantaisiste*|démesuré*|sorti* de nulle|inexpliqué*|frauduleu*|en double) (justifié*|autorisé*|dossier abusi*|demandé*|prévu*|de|et|pour|d'|que|du|sans|dus|sur|alors|à)
        (frais|prélèvement*|facture*|coûts) (cachés|abusi*|injustifié*|indu*|exorbitant*|erroné*|surprise|frauduleu*)
        (surfactur*|double facturation|erreur de facturation|erreurs de facturation|hors de prix|racket|rackett*|arnaque tarifaire|prix exorbitant*|tarifs exorbitant*|prix abusif*|facture salée|vol manifeste|beaucoup trop cher|trop perçu)
        (augment*) _ (prix|tarif*|abonnement|forfait|facture) (sans|de|encore|en)
        (gardé|gardent|garde|garder|encaissé) (mon|ma|notre|l'|la|mes|nos) (argent|caution|acompte|dépôt|virement|arrhes)
        (devis) __ (facture*|finalement|final|au lieu|mais) _ (double|plus|euros|supérieur*|facturé|triple|de plus)
        (deux|trois|double|dix) fois (le prix|trop|plus cher|prélevé*|débité*)
    """,
    "fraud": """
        (arnaque*|arnaqueur*|arnaqueuse|escroc*|escroquerie*|voleur*|voleuse*|fraude*|frauduleu*|filou*|brigand*|truand*|charlatan*|entourloupe|arnaquer|bande de voleurs|magouille*|magouilleur*|escroqu*|attrape-nigaud*|attrape-couillon*|foutage de gueule et vol)
        (m'ont|m'a|nous ont|se faire|me suis fait|on m'a|fait) (volé|arnaqu*|escroqu*|plumer|plumé|pigeonn*|entub*|avoir|truand*|rouler|voler)
        (c'est|pur|du|véritable) (un|du|de l')? (vol|racket|abus|arnaque)
        (volé|volent|voler) (mon|les|leurs|l'|notre) (argent|clients|gens|monde)
    """,
    "refund": """
        (je veux|j'exige|je demande|demande|exige|veux|réclame|j'attends|attends|attente|on veut|nous voulons|demandons|voudrais|aimerais|souhaite|obtenir|rendez|refuse*|refus|refusent de|attendons|demandé|sans) (que|de|d'|toujours|le|mon|un|être|à être|à|en|vainement|encore|me|nous)? (mon|le|un|notre|être|me|nous|d'être|un)? (remboursement|remboursé|remboursée|argent|rembourse*|fric|avoir|rembourser|dédommagement|acompte|remboursés|caution)
        (rembours*) (moi|nous|mon|ma|les|le|immédiatement|rapidement|toujours|svp)
        (toujours|jamais|pas|encore) (pas)? (été|eu)? (encore)? (remboursé*|rembourse*|mon remboursement|de remboursement|le remboursement|mon argent|vu la couleur)
        (rendez|rendre|rendent|récupérer|redonn*|rendu) (moi|nous|pas|jamais|toujours pas)? (mon|ma|l'|notre|nos|mes) (argent|caution|fric|sous|acompte|thune|arrhes)
        (pas|aucun|sans|refus de|toujours aucun) (de)? (remboursement|dédommagement|geste commercial|remboursé*)
        (où|quand) (est|en est|serai-je|sera|vais-je être) (mon|le)? (remboursement|argent|remboursé*)
    """,
    "waste": """
        (perte|perdu|perdre|perdez|gaspill*|gâch*|perdent|perds) (de|du|mon|d'|votre|mes|un|notre|pas votre|une|des) (temps|argent|heures|après-midi|journée|vacances)
        (argent|temps|sous) (jeté*|perdu|gâché|foutu) (par les fenêtres|en l'air|et|pour)
        (ne|pas|n'en) (vaut|vaux|valent) (pas|vraiment pas|pas du tout|absolument pas) (le|la|son|ce|leur|du)
        (argent|sous) (jeté*|perdu|foutu) par les fenêtres
        perte de (temps|argent)
        (pas) (valu|digne de) (le|son|ce) (prix|coup|déplacement|tarif)
    """,
    "damage": """
        (sans|plus d'|plus de|pas d'|pas de) (eau chaude|chauffage|internet|électricité|courant|réseau|connexion)
        (sans|plus|privé*|privés|pas) (d'|de|de l')? (eau|eau chaude|chauffage|internet|électricité|téléphone|gaz|connexion|ligne|réseau|courant|wifi|tv|ascenseur|lumière) (depuis|chez|pendant|et|ni|dans|à|du|malgré|en|toujours)
        (me|nous) (retrouv*|voilà|suis|sommes) (sans|privé* de|privé* d') (eau|eau chaude|chauffage|internet|électricité|téléphone|gaz|connexion|ligne|réseau|wifi|voiture|rien)
        (abîm*|détrui*|ruin*|bousill*|ray*|cass*|inond*|saccag*|massacr*|foutu en l'air|explosé) (ma|mon|mes|le|la|les|notre|nos|toute|tout|l')
        (dégât*|malfaçon*|infiltration*)
    """,
    "does not work": """
        (ne|n'|ça|qui|il|elle|rien|jamais) (fonctionn*|march*|s'allum*|démarr*|charg*|chauff*|ferm*|s'ouvr*|tient|refroidi*|imprim*) (pas|plus|jamais|toujours pas|même pas|mal|que|pas du tout|absolument pas)
        (fonctionn*|march*|démarr*|charg*|chauff*) (pas|plus|jamais|toujours pas|même pas)
        (rien) (ne|qui) (fonctionn*|march*|va|marche)
        (tombé|tombée|tombe|tombés) en panne
        (en panne|hors service|hs|inutilisable*|lâché|inopérant*|hors d'usage)
        (cess*|arrêt*) de (fonctionner|marcher)
    """,
    "broken": """
        (cassé*|cassée|défectueu*|abîmé*|endommagé*|déchiré*|défaut de|fissuré*|en morceaux|mal fini*|pourri*|moisi*|périmé*|avarié*|usagé*)
        (panne|pannes|bug|bugs|coupure|coupures|plantage*|dysfonctionnement*) (à répétition|de|sur|à|constant*|depuis|tous|sans|récurrent*|encore|en|et|générale|du|réseau|toutes|qui|permanent*)
        (bugge*|plant*|rame|beug*|buggé*|lag) (sans|tout|constamment|à|encore|depuis|en|tous|toutes|toujours|sans arrêt)
        (mauvaise|piètre|très mauvaise|sans|médiocre) qualité
        (qualité) (médiocre|déplorable|nulle|pas au rendez-vous|à revoir|en baisse|lamentable|qui laisse|pas terrible|en chute|douteuse)
        (de la)? (camelote|daube|pacotille|saloperie|merdique*)
        (plat|viande|pizza|frites|repas|nourriture|café|poisson|burger|plats|poulet) _ (froid*|cru|crue|cramé*|brûlé*|immangeable*|infect*|dégueulasse*|sec|sèche|insipide*|avarié*|pas cuit*|tiède*|décongelé*|pas frais)
        (cheveu|cheveux|mouche|cafard|ver|limace) dans (la|le|ma|mon|mes) (plat|assiette|salade|soupe|pizza|chambre|repas)
        (chambre|chambres|hôtel|sanitaires|toilettes|salle de bain|draps|table) _ (sale*|crasseu*|dégueulasse*|dégoûtant*|dégoutant*|pas propre*)
    """,
    "wrong": """
        (mauvais|mauvaise|pas le bon|pas la bonne|erreur de|pas les bons) (article|taille|produit|commande|colis|modèle|couleur|adresse|plat|pointure|pièce|référence|livraison)
        (reçu|livré|envoyé|servi) _ (mauvais*|autre chose|incomplet*|erreur|cassé*|d'un autre|abîmé*|défectueu*|vide|ouvert|à la place)
        (manque|manquait|manquent|il manque) (la moitié|des|une|un|la|deux|trois|les|plusieurs) (pièce*|article*|moitié|produit*|vis|commande|partie)
        (ne|pas) correspond* (pas|à|aucunement)
        (commande|colis) (incomplet*|erroné*|incomplète)
        (se sont|s'est|vous êtes) (encore)? tromp* (de|dans)
        (pas) ce que (j'ai|j'avais|nous avions|nous avons|on a) (commandé|demandé|payé)
    """,
    "problem": """
        (problème|problèmes|souci|soucis|galère|ennuis|prob|pb|difficultés) (avec|de|depuis|sur|récurrent*|pour|encore|non|à|et|persist*|toujours|dans|technique*|que)
        (encore|toujours|que des|sans cesse|nouveau|gros|énorme|même|mêmes|plein de|que) (un|des|le|les|de)? (même|gros)? (problème|problèmes|souci|soucis|galère|ennuis)
        (pourquoi|comment ça se fait|comment se fait-il|comment est-ce possible) (ne|est-ce|vous|mon|je|c'est|personne|ma|le|on|il|ça|la|que|j'ai|toujours|on me|n'ai|ai) _ (pas|plus|personne|toujours|rien|jamais|encore|si long|aucun*|aussi)
        (que|qu'est-ce) (qui)? se passe
        (pouvez|pourriez|pourrais|peux|peut|merci de|svp|veuillez) (vous)? (m'|me|nous|bien|régler|s'il vous plaît)? (aider|expliquer|régler|réparer|résoudre|faire quelque chose|intervenir|vérifier|répondre|débloquer)
        (besoin) (d'aide|d'une solution|d'une réponse|urgent)
        (faites|fais) quelque chose
        (à chaque fois|chaque fois|encore une fois) (que|c'est|un|le|la|qu')
        (galère|prise de tête|parcours du combattant|ras le bol)
    """,
    "delivery": """
        (livreur) __ (vu personne|vu passer personne|pas passé|jamais passé)
        (balancé|jeté|lancé) par dessus (le|la|un) (portail|clôture|haie|mur)
        on dort (toujours|encore) par terre
        (colis|commande|livraison|paquet|bagage*|valise*|canapé|meuble*|courrier|lettre|article|repas|pizza|produit*|machine) __ (jamais|pas|toujours pas|pas encore|plus|non) (été|encore|reçu)? (arrivé*|livré*|reçu*|expédié*|parvenu*|envoyé*|distribué*)
        (jamais|toujours pas|pas encore|n'ai pas|pas|n'ai toujours pas|toujours rien) (eu|été)? (reçu|livré*|arrivé*|livre|mon colis|ma commande|réceptionné)
        (colis|commande|bagage*|valise*|paquet|courrier) _ (perdu*|égaré*|disparu*|volé*|introuvable*|bloqué*|cassé)
        (perdu|égaré|paumé) (mon|ma|mes|notre|nos|le|la) (colis|commande|bagage*|valise*|paquet|courrier)
        (où|ou) (est|sont|en est) (passé)? (donc)? (mon|ma|mes|notre|le) (colis|commande|livraison|bagage*|valise*|paquet|livreur|technicien|train|repas)
        (livré|noté|indiqué|marqué|déclaré|soi-disant) (comme)? (livré|livrée|remis|distribué|absent*|reçu) (mais|alors|et|chez|à)
        (avis de passage) (alors|sans|dans)
        (soi-disant)? (absent) (alors que|pourtant)
    """,
    "late": """
        (en|du|de|le|encore|gros|trop|énorme|accumul*|des|toujours|avec|minutes de|heures de|jours de|semaines de) (gros)? retard*
        (retard|retards|délai|délais) (de|du|d'|à|sur|non|considérable*|inadmissible*|interminable*|énorme*|important*|répétés|trop|constant*|encore|pour|pas|dans|scandaleux)
        (vol|train|bus|rer|métro|tgv|commande|colis|tram|avion|ter) _ (retardé*|annulé*|en retard|supprimé*|bloqué*)
        (arriv*|livr*|venu|venus) (avec|toujours|encore|très|beaucoup|trop|bien|super|plus)? (trop|plus)? (tard|en retard|après l'heure)
        (beaucoup trop|trop|hyper|super|très|extrêmement) (long*|lent*|tard|d'attente)
        (mis|mettent|met|prend|pris|prennent) (une éternité|des heures|des semaines|des mois|trois plombes|trois heures|un temps fou|des lustres)
    """,
    "safety": """
        (intoxication*|fuite de gaz|odeur de gaz|cafards|punaises de lit|punaises|rats|souris|moisissure*|danger*|dangereu*|électrocut*|court-circuit|incendie|explos*|monoxyde|brûlé*|brûlure*|blessé*|blessure*|étincelle*|asticots|empoisonn*|mise en danger|salmonel*)
        (pris|prend|prenait) feu
        (à|aux|finir|fini|terminé) (l'|l')? (hôpital|urgences)
        (malade*|vomi*) (toute|après|à cause|tous|pendant|comme|suite|la|en|toute la)
        (failli|aurait pu|aurions pu|aurais pu|aurait) (mourir|tuer|y rester|me tuer|nous tuer|avoir un accident)
        (réaction) allergique
    """,
    "privacy": """
        (données|coordonnées|numéro|adresse|infos|informations|dossier) (personnelles|bancaires|perso)? (ont|a|été|sont)? (été)? (vendu*|volé*|piraté*|divulgué*|fuité*|transmis*|revendu*|communiqué*|diffusé*|exposé*|partagé*|publié*|utilisé*)
        (fuite|vol|piratage|revente|violation) (de|des|de mes|de vos|de leurs) (données|coordonnées|comptes|compte)
        (vendu|vendent|revendu|revend|donné|divulgué|partagé|communiqué|transmis|diffusé) (mes|nos|mon|ma|les) (données|coordonnées|numéro|adresse|infos|informations)
        (rgpd|cnil|vie privée|usurpation d'identité|harcèlement téléphonique|sans mon consentement|sans mon accord|sans mon autorisation|spam*)
    """,
    "website": """
        (site|appli|application|app|page|serveur*|système|portail|internet|wifi|réseau|fibre|box|connexion|espace client|plateforme|mise à jour|compte) __ (ne|plante*|bug*|rame*|down|hs|en panne|lent*|inaccessible*|indisponible*|nul*|pourri*|erreur*|merdique|catastrophique|beug*|inutilisable|mal fait*|bloqué*|coupé*|saute*|hors service|planté*|mal foutu*) _ (marche*|fonctionne*|pas|depuis|plus|encore|sans|sans cesse|pour|du|de|à|et|tout|toujours|charge*|complètement|toutes)
        (site|appli|application|serveur*|internet|wifi|connexion|fibre|box) (est|sont|qui|toujours|complètement|encore)? (toujours|complètement|encore|très|trop|super)? (plante*|bug*|rame*|down|hs|en panne|lent*|inaccessible*|indisponible*|pourri*|merdique|inutilisable|coupé*|ne marche pas|ne fonctionne pas|marche pas|fonctionne pas|ne marche plus|marche plus)
        (impossible|arrive pas|n'arrive pas|peux pas|ne peux pas|ne peux plus|peut plus|n'arrive plus|peut pas|arrive plus) (à|de)? (me|se|m')? (connecter|accéder|payer|commander|ouvrir|valider|créer un compte|télécharger|enregistrer|identifier|authentifier|réserver|finaliser)
        (message|messages|page) d'erreur
        (erreur) (404|500|503|serveur|technique)
    """,
    "telling everyone": """
        (je vais|vais|j'en parlerai|je le dirai|je raconterai|je dirai|compte|comptez sur moi pour|on va|nous allons|raconter|dire|faire savoir) (le|bien|en|tout|faire|vous faire)? (dire|raconter|parler|partager|publier|prévenir|avertir|faire de la pub|savoir|diffuser|faire tourner) _ (à tous|à tout|partout|sur les réseaux|tout le monde|autour de moi|mes amis|entourage|réseaux|mon entourage|au monde|à mes|tous mes)
        (faites|faire|faites-le|à faire) (tourner|passer|savoir)
        (partagez|rt|relayez|à partager) (massivement|svp|un maximum|au maximum|en masse|pour que)
        (sur) (tous)? les réseaux sociaux
        (boycott*|boycottez|boycotter)
        (que|pour que) tout le monde (le)? (sache|soit au courant)
        (je mettrai|laisser|laisse|mettre|mettrai|laisserai|met|mis|laissé) _ (mauvais avis|avis négatif*|mauvaise note|étoile partout|mauvais commentaires|avis partout|un avis)
        (60 millions de consommateurs|julien courbet|alerter la presse|contacter la presse|la presse sera)
    """,
    "warning": """
        (fuyez|fuir|à fuir|fuyer|fuyons|courez)
        (évitez|éviter|à éviter|évité|eviter) (à tout prix|absolument|cette|ce|ces|cet|<ours>|comme|de|d'|si|les|le|la|leur)
        (à éviter|à fuir|à bannir|n'y allez pas|passez votre chemin|n'achetez pas|n'allez pas|ne commandez pas|n'achetez rien|n'allez jamais|ne faites pas confiance|n'y mettez|méfiez-vous|méfiance|attention arnaque|attention aux|gare à|ne vous faites pas avoir|ne commandez rien|ne prenez pas|ne prenez jamais|n'achetez jamais|ne réservez pas|ne réservez jamais|ne commandez jamais|ne perdez pas votre|ne signez pas|ne signez rien|ne souscrivez|ne venez pas|ne payez pas)
        (je)? (déconseille*|déconseillé*|mets en garde)
        (attention) (à|avec|si|aux|<ours>|danger|ne|c'est|cette)
    """,
    "legal": """
        (avocat*|plainte*|tribunal|tribunaux|procès|justice|huissier*|assignation|poursuite*|mise en demeure|prud'hommes|juridique*|médiateur*|médiation|conciliateur|dgccrf|répression des fraudes|signalconso|ufc|que choisir|association de consommateurs|défense des consommateurs|protection juridique|recommandé avec|lettre recommandée|opposition au prélèvement|opposition aux prélèvements|arcep|dédommagement en justice)
        (porter|porte|déposer|déposé|dépose) plainte
        (attaquer|poursuivre|attaque) (en)? justice
        (en) justice
    """,
    "leaving": """
        (plus jamais|jamais plus|jamais je ne|plus jamais je|c'est fini|c'est terminé|dernière fois|ne reviendrai*|reviendrai pas|reviendrons pas|reviendrai plus|n'y retournerai*|n'y retournerons|retournerai pas|on n'y retournera|on ne reviendra|n'irai plus|ne commanderai plus|commanderai plus|n'achèterai plus|ne remettrai*|ne mettrai plus les pieds|ne remettrons plus|plus les pieds|pas prêt de revenir|pas prête de revenir|ne retournerai)
        (je|j'ai|on|vais|nous|j'|veux|ai|avons) (quitte|quittons|résilie|résilié|résilier|change|changer|changé|changeons|me casse|m'en vais|me barre|pars|passe|passé|demande ma résiliation|annule|fermer|clôtur*|ferme|clos|résilier|partir|me désabonne|désabonn*) (de|d'|mon|ma|à|chez|<ours>|pour|vers|mes|notre|le|tout|la|définitivement) (opérateur|banque|fournisseur|forfait|abonnement|contrat|compte|assurance|assureur|<theirs>|concurrence|ailleurs|carte|commande|<ours>|crémerie|salle|garage|box|comptes|compagnie|dentiste|mutuelle)
        (résilie|résilies|résilié|résiliée|résilier|résiliez|résiliation|résiliations|désabonn*|désabonnement)
        (quitter|quitte|quitté|quittons|change de|changer de|changer d'|change d') (<ours>|cette|banque|opérateur|d'opérateur|fournisseur|crémerie|assurance|mutuelle|cet|ce|assureur|prestataire|garage)
        (vais|irai|allons|irons|va|suis parti|sommes partis|aller) (voir)? (ailleurs|chez <theirs>|à la concurrence|chez un concurrent|chez un autre|chez la concurrence)
        (perd*|perdez|perdent|perdu) (un|une|des|d'|encore un|définitivement un) (client*|cliente|fidèle|bon client|bons clients)
        (client|cliente) (perdu*|de moins|en moins)
        (adieu|ciao|bye bye|au revoir) <ours>
        (ferme|fermé|fermer|clôturer|clôture|clôturé|supprimer|annuler|annulé|supprime) (mon|mes|notre) (compte|comptes|abonnement|contrat)
        cherche (un|une) (autre|nouveau|nouvelle) (banque|opérateur|fournisseur|prestataire|garage|dentiste|assurance|plombier|magasin|salle)
    """,
    "wants a call": """
        (rappelez|contactez|appelez|recontactez) (moi|nous)
        (merci de|pouvez-vous|pourriez-vous|veuillez|que|quelqu'un|qu'un conseiller|besoin que|prière de|quelqu'un peut-il|peut-on|pouvez vous|quelqu'un peut) (quelqu'un|vous|bien|on|un conseiller)? (m'|me|nous|pourrait|peut)? (rappel*|contact*|appel*|recontact*|joindre|téléphon*|me rappeler|m'appeler|me contacter)
        (je|j'aimerais|voudrais|veux|souhaite|souhaiterais|demande à|exige de|besoin de) (enfin|pouvoir|juste)? parler (à|avec)
        (attends|j'attends|attendons) (votre|un|leur|son) (appel|rappel|coup de fil)
    """,
    "insult": """
        (connard*|enculé*|salaud*|salopard*|enfoiré*|abruti*|crétin*|débile*|cons|con|bouffon*|clown*|incapables|guignol*|tocard*|branleur*|pourritures|pourriture|charognard*|ordures|bande de|fils de pute|fdp|bras cassés|branquignol*|rigolo*|glandu*|glandeurs|feignasse*|feignants|fumiers|fumier|bâtards|merdeux|trous du cul|trou du cul|minables|raclures|rapaces|mafieux|imbéciles|idiots|bons à rien)
        (allez|va|aller) (tous|bien)? (vous faire|te faire|au diable|chier|crever|brûler)
        (honte) à (vous|eux|<ours>|cette|toi)
        (j'espère|vivement) (que|qu'ils|qu'|la) (vous)? (allez|vont|ferm*|coul*|faillite|faire faillite|ferez faillite|couler|fermer|fermeture|vous fermerez|vous coulerez)
        (allez) vous faire
        ntm
    """,
    "furious": """
        ras le bol
        (furieu*|colère|énervé*|énervée|rage|enragé*|enrage|hors de moi|scandalisé*|révolté*|excédé*|exaspéré*|remonté*|véner|vénère|indigné*|outré*|dégoûté*|dégouté*|écoeuré*|écœuré*|ulcéré*|fou furieux|folle de rage|à bout|à bout de nerfs|péter un câble|pète un câble|péter un plomb|hallucine)
        (ras|plein) (le|la) (bol|cul|casquette)
        (marre|raz le bol|j'en peux plus|je n'en peux plus|en ai assez|ras-le-bol|ça suffit|y en a marre|trop c'est trop|c'en est trop|la coupe est pleine|par-dessus la tête)
        (me|m'|nous) (rend*|énerve*|exaspère*|met|mettez|dégoûte*|dégoute*|saoule*|soule*|gonfle*|fout|foutent) (fou|folle|dingue|hors de|en rogne|en rage|en colère|tous|vraiment|au plus|trop|tellement|la rage)
        (patience) (a des limites|à bout|est à bout)
        (à) bout de (patience|nerfs)
    """,
    "outrage": """
        (honte|honteux|honteuse*|scandale|scandaleux|scandaleuse*|inadmissible*|inacceptable*|intolérable*|lamentable*|révoltant*|indigne*|inqualifiable*|aberrant*|odieux|ignoble*|dégoûtant*|dégoutant*|dégueulasse*|écoeurant*|écœurant*|abject*|pitoyable*|minable*|ridicule*|grotesque|ahurissant*|hallucinant*|abusé|abusif|n'importe quoi|du grand n'importe quoi|foutage de gueule|une blague|mauvaise blague|vaste blague|une plaisanterie|un cirque|un foutoir|bordel|calamité|fumisterie|incompréhensible|indécent*|inhumain*|immonde|infâme|vergogne|du délire)
        (se|vous vous|ils se|on se) (fout*|fich*|foutre|moqu*|paye*) (de|de la|vraiment de|ouvertement de|de notre|de ma|carrément de) (nous|moi|gueule|monde|clients|tronche|qui|vous|gens|la gueule)
        (de) qui se moque (t-on|t|on)
        (comment osez|vous osez|quel culot|quelle honte|quelle bande|quelle arnaque|quel manque|quel mépris|quel foutage|quelle incompétence|vous n'avez pas honte|avez-vous honte|gonflés|culotté*|vous devriez avoir honte)
        (pire|pires) (entreprise|banque|opérateur|service|compagnie|expérience|restaurant|hôtel|magasin|société|site|que|sav|agence|de|boîte|assurance|accueil|fournisseur|truc)
        (la|le|les|du) pire* (de|des|service|que|jamais|société|expérience)
    """,
    "swearing": """
        (merde*|putain*|bordel|chier|chiant*|foutu|foutue|foutus|fuck*|saloperie*|ptn|pute*|merdique*|wtf|emmerd*|con|conne|connerie*|cul|bougre)
    """,
    "unhappy": """
        (n'était|n'est) pas celui qu'on avait (choisi|commandé)
        (très|trop|vraiment|extrêmement|tellement|profondément|super|un peu|assez|bien|plutôt)? (déçu*|déçue*|décevant*|déception*|mécontent*|insatisfait*|frustré*|frustrant*|désappointé*|consterné*|agacé*|agaçant*|dépité*|navrant*|contrarié*|insatisfaction|déplorable*|regrettable*)
        (pas|plus|guère|loin d'être|aucunement|jamais) (du tout|très|vraiment|franchement|été)? (satisfait*|content*|ravi*|heureux|heureuse|terrible*|top|au top|normal|sérieux|fiable*|correct|acceptable|à la hauteur|convaincu*|génial|cool|satisfaisant*|emballé*|fan|impressionné*)
        (laisse*|laissent) (vraiment|fortement|beaucoup|franchement)? à désirer
        (s'attendait|attendais|attendions) à (mieux|autre chose|plus)
        (peut|peuvent|pourrait|pourraient|pouvez) mieux faire
        (c'était|était|avant c'était) (mieux|bien mieux|bien) avant
        (de) (pire en pire|mal en pis)
        (regrette*|regrettons)
        (sans intérêt|bof|moyen moyen|peu recommandable|très moyen|pas ouf|pas terrible|sans plus)
        (baisse|en chute) (de|la|libre)
        (dommage) (que|pour|car|mais|,|l'|le)
    """,
    "bad verdict": """
        (c'est|est|sont|était|étaient|vraiment|une|un|tout simplement|complètement|absolument|très|juste|franchement|été) (une|un|vraiment|de la|du|tout simplement|juste|très|d'une|plus que|absolument|complètement|franchement|totalement)? (catastrophe|cauchemar|horreur|merde|désastre|enfer|nul|nulle|nuls|nulles|horrible*|catastrophique*|désastreu*|affreux|affreuse|atroce*|daube|exécrable*|infâme*|à chier|abominable*|calvaire|fiasco|zéro|de pire en pire|mauvais|mauvaise|médiocre*|merdique*|pourri*|infect*|nullissime*)
        (catastrophe|nullité|cauchemar|calvaire|zéro pointé|nullissime|nul à chier|grand nul)
        (à|a) vomir
        nul nul
    """,
    "stars": """
        (zéro|0|aucune|moins|une|1|même pas une|demi) (seule)? (étoile|étoiles)
        (si) (je|on) (pouvais|pouvait) (mettre|donner) _ (zéro|0|moins|pas|aucune)
        (0|zéro|1|moins 10) (sur|/) (5|10|20|dix|vingt|cinq)
        (note) (de)? (0|zéro)
    """,
    "would not recommend": """
        (ne|n'|je|pas|jamais|ni) (recommand*|conseill*) (pas|à personne|surtout pas|vraiment pas|absolument pas|plus|pas du tout|jamais|personne|aucunement|en aucun)
        (recommand*|conseill*) (pas|surtout pas|à personne|vraiment pas|absolument pas|pas du tout)
        (ne) (le|la|les|vous|vous le|vous la)? (recommand*|conseill*) (pas|à|plus|vraiment|absolument|aucunement|surtout|jamais)
        (peu|pas|non) (sérieux|sérieuse*|fiable*|recommandable*|recommandé|digne* de confiance|honnête*)
        (plus|aucune) confiance
    """,
    "praise": """
        (une)? tuerie (les|la|le|leurs|ces|ce|cette)
        une (vraie|pure|véritable) tuerie
        (c'est|c'était|étaient|était) une tuerie
        (j'y|on y) (retourne|reviens|retournera) (direct|vite|les yeux fermés|sans hésiter|avec plaisir|dès)
        (le|avec le) sourire en (plus|prime)
        (tenu|tiennent|tient) (leurs|sa|ses|parole|toutes leurs|toutes ses) (promesses|parole|engagements)
        chapeau bas
        jamais été gâté
        (rien) (à)? (dire|redire|reprocher|à dire|à redire|à signaler)
        (n'|ne|sans|aucune|pas) (hésitez|hésiter|hésitation|hésite|hésitez pas)
        (n'hésitez) (pas|surtout pas)
        (jamais|pas|aucunement) (été|eu|un|de|le moindre)? (déçu*|problème|problèmes|soucis|souci|regret*|déception|mauvaise surprise|mal)
        (sans|aucun|aucune) (le moindre|problème|souci|mauvaise|encombre|hésitation|soucis) (souci|problème|et|pour|je|tout|surprise|à)
        (pas) (mal|mauvais|déçu*|si mal|cher)
        (meilleur|meilleure|meilleurs|meilleures) (de|du|des|service|garage|restaurant|que|accueil|sav|pizza|équipe|dentiste|expérience|hôtel|magasin|adresse|opérateur|banque|plombier|coiffeur|rapport)
        (que|rien que) du (bonheur|positif|bon)
        (on ne peut|ne peut|peut) (pas)? (rêver|faire|trouver|demander) mieux
        (au top|top du top|nickel|impec|chapeau|bravo à|bravo pour|félicitations à|félicitations pour|mention spéciale|coup de coeur|coup de cœur|cinq étoiles|5 étoiles|aux petits soins|les yeux fermés|merci la vie|une pépite|un régal|sauvé la vie|sauvé mon|sauvé notre|je valide|foncez)
        (vaut) (vraiment|largement)? (le|son) (coup|détour|prix)
        (au delà|dépassé|au-delà) (de)? (mes|nos|toutes) (attentes|espérances)
    """,
    "good verdict": """
        (je|vivement|fortement|nous|on|chaudement|vous|hautement|à)? (le|la|les|vous|vous le|vous la)? (recommand*|conseill*) (vivement|fortement|sans|à|les|ce|cette|chaudement|<ours>|vraiment|cet|ces|tous|grandement|hésiter|l')
        (je)? recommande
        (très|vraiment|super|extrêmement|tellement|hyper|trop|entièrement|totalement|pleinement|absolument|toujours|tout|plus que) (satisfait*|content*|ravi*|heureux|heureuse|bon|bonne|bons|bonnes|bien|gentil*|aimable*|professionnel*|sympa*|sympathique*|agréable*|efficace*|rapide*|sérieu*|accueillant*|compétent*|réactif*|réactive*|serviable*|beau|belle|joli*|propre*|pro|disponible*|attentionné*|arrangeant*)
        (service*|accueil|équipe|travail|personnel|expérience|prestation|sav) _ (excellent*|parfait*|impeccable*|au top|irréprochable*|exceptionnel*|remarquable*|génial*|formidable*|extraordinaire*|top|super|adorable*|soigné*|nickel)
        (excellent*|parfait*|impeccable*|irréprochable*|exceptionnel*|remarquable*|super|bon|bonne|formidable*|très bon|très bonne|top) (service*|accueil|équipe|travail|personnel|expérience|prestation|sav|adresse|garage|rapport qualité|communication|suivi|conseils)
        (tout) (est|était|s'est|se) (parfait*|bien passé|super|nickel|impeccable|passé bien|top|génial|au top|très bien)
        (je|nous|on|j'y) (reviendrai|reviendrons|reviendra|retournerai|recommanderai|retournerons)
        (à refaire|encore merci|super contente|super content|comme toujours au top)
    """,
    "quick answer": """
        (répondu|rappelé|venu|venus|arrivé*|livré*|réparé|réglé|résolu|dépanné*|intervenu*|pris en charge|remboursé*|remplacé|traité|répondent|rappelée) _ (rapidement|immédiatement|tout de suite|dans la journée|le jour même|en moins|en une|en deux|dans l'heure|aussitôt|le lendemain|en quelques|très vite|à l'heure|en 24h|en un temps record|dans les|vite|en avance|en 10|en 5)
        (réponse|intervention|livraison|réparation|prise en charge|réaction|expédition|dépannage|remboursement) (très|super|hyper|ultra)? (rapide*|immédiate|express|dans l'heure|rapide et)
        (très|super|hyper) réactif*
    """,
    "thanks": """
        (merci) (beaucoup|à|pour|infiniment|mille|encore|de votre|<ours>|d'avoir|du|vraiment|bien|les|l')
        (un)? (grand|immense|énorme|mille|vraiment) (merci|mercis)
        merci
        (je|nous)? (vous)? (remercie|remercions|remerciement*|remercier)
        (très|infiniment|vraiment|éternellement) reconnaissant*
    """,
    "put right": """
        (finalement|enfin|ils|elle|ont|a|été|est|problème|tout|maintenant|m'ont|m'a|au final|rapidement|depuis|c'est) (tout|ont|a|été|est|m'ont|nous ont|bien|enfin|rapidement|finalement|est enfin)? (tout|été|bien|enfin)? (résolu*|réglé*|réparé*|remboursé*|remplacé*|excusé*|échangé*|arrangé*|dédommagé*|rattrapé*|rentré* dans l'ordre|solutionné*)
        (se sont|s'est) (excusé*|rattrapé*|confondu* en excuses)
        (présenté|présentés|reçu) (leurs|ses|des) excuses
        (geste) commercial (et|en|pour|fait|offert|accordé|apprécié)
        (ça|tout|elle|il|maintenant) (re)? (remarche|refonctionne|fonctionne à nouveau|marche à nouveau|remarche enfin|fonctionne enfin|marche enfin|fonctionne parfaitement|marche parfaitement|marche nickel)
        (tout) (est bien|finit bien|est rentré)
        (changé|changer) d'avis
    """,
}

_LEXICON = {
    4.0: "fantastique* magnifique* extraordinaire* merveilleu* exceptionnel* sublime* fabuleu* époustouflant* inoubliable*",
    3.0: """excellent* parfait* génial* super adore adoré adorable* formidable* incroyable* ravi* heureux heureuse* bonheur amour
        meilleur* impeccable* irréprochable* top splendide* délicieu* féliciter félicitation* bravo love perfection enchanté* nickel remarquable*""",
    2.0: """bon bonne bons bonnes bien beau belle beaux belles aime aimé aimer aiment content* satisfait* gentil* agréable* sympa* aimable*
        accueillant* professionnel* efficace* rapide* rapidité serviable* compétent* merci joli* cool drôle* rire plaisir* sourire* joie joyeu*
        réussi* réussite gagn* victoire* fier* fière* confiance apprécie* appréci* recommande* mignon* doux charmant* intéressant* régal* chouette hâte kiff*
        mdr lol cadeau* passionnant* succès soigné* ponctuel* disponible* attentionné* honnête* kiffe félicite fidèle* tendre* brillant* aidé
        bisou* espoir espérons vive géniaux impressionnant* chapeau réjoui* beauté""",
    1.0: """ok mieux haha intérêt utile* solution* progrès positif* positive* protég* avenir facile* simple* propre*
        soleil vacances fête* bienvenue* soutien soutenir bonjour bonsoir espère ami amis amie amies durable gratuit* mdrr améliorer calme""",
    -1.0: """cher chère chers problème* souci* difficile* compliqué* lent* long* trop retard* erreur* ennuy* fatigu* manque* manqu* dommage bizarre*
        perd perdu perdre doute* inquiet* inquiét* froid pluie seul seule attendre cri crise danger* risque* menac* pollution inondation* déforestation
        dépens* coût* taxe* impôt* pleur* larme* stress* grève* bruit* examen* déprim* dispar* réchauffement victime* faute malheureusement mal""",
    -2.0: """mauvais* triste* tristesse colère nul nulle nuls nulles déçu* déception* décevant* haine déteste* détest* pire horreur* peur ment mentent mensonge* faux
        fausse arnaque* voleur* voleur* honte* con cons conne connes connerie* merde* putain* chiant* chier saoule* soule* énerv* rage ridicule* stupide* idiot* bête imbécile*
        débile* abruti* sale sales moche* laid* injuste* inutile* incompétent* désagréable* cassé* panne pannes mort mortes morts mourir meurt tué* tuer guerre* attentat* terroris* viol
        violen* souffr* dégueu* crève* malade* catastrophe* échec* rater raté* foutu* fuck pute salope* enculé* pauvre* racis* fasc* lamentable* minable* pitoyable*
        scandale* marre relou* galère* bordel blessé* ptn tg gueule drame* pourri*""",
    -3.0: """horrible* affreu* catastrophique* abominable* atroce* immonde* infâme* ignoble* exécrable* désastreu* odieu* inadmissible* inacceptable* scandaleu*
        honteu* dégoûtant* écoeurant* cauchemar* enfer insupportable* épouvantable* déplorable* répugnant* désastre* connard*""",
}

WORDS = Vocabulary(
    phrases=_PHRASES,
    lexicon=_LEXICON,
    negations="pas, jamais, sans, aucun, aucune, rien, ni, ne, n, personne, plus jamais, guère, nullement, peu",
    negations_after="pas",
    stronger="très, trop, vraiment, super, tellement, si, totalement, complètement, absolument, extrêmement, hyper, tout, plus, bien, grave, franchement, tres, entièrement, ultra, vachement, particulièrement, quel, quelle",
    weaker="assez, plutôt, presque, relativement, moyennement, légèrement, quelque",
    hypotheses="si, au cas où, serait, pourrait, j'espère, espérons, pour éviter, pour ne pas, comment, peur de, peur que, afin d'éviter, risque de, en cas de, imaginez",
    contrast="mais, cependant, pourtant, toutefois, alors que, tandis que, sauf, jusqu'à ce que, contrairement à, par contre, en revanche, néanmoins, bien que, malgré, or, même si, dommage",
    joiners="et, ou, ni, puis",
    cheers="super, génial, bravo, parfait, magnifique, formidable, félicitations, merci, merci beaucoup, excellent, fantastique, quel bonheur, quel plaisir, top, chapeau, très bien, bien joué, youpi, formidable, au top, grandiose, merveilleux, champion, champions, quelle efficacité, quel service, quel professionnalisme, la classe, de mieux en mieux, beau travail, joli",
    mocking="""
        (merci) (pour rien|de rien du tout|pour l'attente|de m'avoir fait perdre|de nous avoir fait perdre|pour la perte de temps|de gâcher|d'avoir gâché|de m'ignorer|pour votre incompétence|de nous laisser|de me laisser|de m'avoir raccroché|pour ce beau)
        (j'adore|on adore|quel bonheur|quel plaisir|quelle joie|trop contente|trop content|ravi|ravie|génial) (d'|de|quand|attendre|payer|que|le fait) __ (attend*|rien|pas|jamais|retard|panne|heures|annul*|perdu|personne|raccroch*|double|semaines|cassé*)
        (bravo|félicitations|chapeau|merci) (les artistes|l'organisation|l'efficacité|la ponctualité|le sérieux|le service) __ (rien|pas|jamais|retard|attente|perdu|panne|personne|annul*|jours|semaines|heures|mois|toujours)
        (bravo|félicitations|chapeau) (<ours>|pour|à|les|l'|d') __ (incompétence|rien|pas|jamais|retard|nul*|attente|mépris|perdu|panne|personne|annul*|foutage|jours|semaines|heures|honte|réponse|double)
        (on) (appelle|nomme) (ça|cela) (un|du|le) service
        (vive) (le|la|les) (service|sav|professionnalisme|retards|retard|pannes|grève)
        (quelle efficacité|quel professionnalisme|beau travail|belle preuve|bel exemple)
    """,
    asking="""
        (quelqu'un|qqun|qqn|certains|d'autres) (a|sait|connaît|connait|d'autre|aurait|peut|pourrait|a-t-il|ici|parmi|utilise|chez|qui|ont|aussi)
        (est-ce que|y a-t-il|y a t il|y'a) (quelqu'un|d'autres|certains|vous|des gens|c'est moi)
        (qui|vous) (a|connaît|connait|connaissez|connaitrait|pouvez me conseiller|me conseillez|me recommandez|conseillez|avez testé|auriez) (déjà|un|une|des|testé|essayé|ce|le|cette|<ours>|eu)
        (cherche|recherche|recherchons|cherchons) (un|une|des) (bon|bonne|plombier|dentiste|garage|recommandation|avocat|électricien|coiffeur|restaurant|hôtel|banque|assurance|conseils|mutuelle|déménageur|vétérinaire|avis|serrurier|artisan)
        (que vaut|que valent|que pensez-vous|vous en pensez quoi|un avis sur|des avis sur|vos avis|avis sur|des retours sur|retours d'expérience|est-ce fiable|est-ce sérieux|est-il fiable|ça vaut le coup|vous pensez quoi|quel est le meilleur|quelle est la meilleure|est-ce que c'est|une recommandation|des recommandations|vous recommandez)
        (<ours>) (est-il|est-ce|c'est) (fiable|sérieux|bien|un|vraiment|comment)
    """,
    adverts="""
        (recrute|recrutons|recrutement|on recrute|nous recrutons|offre d'emploi|offres d'emploi|poste à pourvoir|postes à pourvoir|cdi|cdd|h/f|f/h|temps plein|temps partiel|alternance|alternant|rejoignez notre équipe|rejoignez nos équipes|envoyez votre cv|envoyez cv|postulez|candidature*|recherche un vendeur|embauche)
        (code promo|de réduction|en promotion|offre spéciale|précommandez|disponible dès maintenant)
    """,
    better="""
        (<a>) __ (mieux|meilleur*|plus rapide*|moins cher*|plus sérieu*|plus fiable*|supérieur*|plus aimable*|plus pro|plus efficace*) _ (que|à|qu') (chez|celui de|celle de|ceux de)? <b>
        (préfère|mieux|mieux vaut|préférez|prenez plutôt|plutôt) (aller|chez|mille fois)? (chez)? <a> _ (que|à|qu'à|plutôt que|qu') (chez)? <b>
        (<b>) __ (pire*|moins bien|plus lent*|plus cher*|moins bon*|inférieur*|moins fiable*) _ (que|à|qu') (chez)? <a>
        (contrairement à|à la différence de|rien à voir avec) (chez)? <b> _ (chez)? <a>
        (contrairement à) <b>
    """,
    left="""
        (pass*|parti*|chang*|quitt*|migr*|transféré) _ (de)? <b> _ (pour|à|vers|chez) _ <a>
        (quitté|quitte|quitter|résilié|lâché) (chez)? <b> __ (pour|et|chez|avec) _ <a>
        (pass*|parti*|suis|allé*) (chez|à) <a> _ (à cause de|après|depuis|grâce à|marre de|déçu* par|au lieu de|suite à) _ <b>
    """,
    calendar=Calendar(
        numbers={
            "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
            "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "demi": 0.5, "demie": 0.5, "quelques": 3, "plusieurs": 3,
        },
        units={
            "minute": "minute, minutes, min, mn", "hour": "heure, heures, h", "day": "jour, jours", "week": "semaine, semaines",
            "month": "mois", "year": "an, ans, année, années",
        },
        sure="depuis, il y a, depuis plus de, depuis bientôt, il y a plus de, y a, voilà, depuis près de, depuis environ",
        sure_after="auparavant",
        complaining="ça fait, cela fait, ca fait, après, pendant, attends, attendu, attendre, fait, durant, au bout de, plus de, bientôt, déjà, presque, attend, ai attendu, bout de",
        complaining_after="d attente, sans, que, qu, et toujours, et rien, et personne, et aucune, et aucun, plus tard, de retard, pour rien, à attendre, après, en attente, au téléphone, et pas, et on, et ils",
        since="depuis, depuis le, depuis la, depuis ce, depuis début, depuis fin, depuis mi",
        on="le, du, au, ce, pour le, pour, de, dès",
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        days={"hier": 1, "avant hier": 2, "semaine dernière": 7, "mois dernier": 30},
        months=(
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre",
        ),
        of="de",
        not_waiting="client depuis, cliente depuis, clients depuis, fidèle, fidèles, client, cliente, garantie, marié, mariée, habite, habitons, abonné depuis, expérience, ancienneté, tous les, toutes les, chaque, ouvert, travaille, engagement de, contrat de",
        future="dans, sous, d ici, en moins de, en, tous les, toutes les, pour, encore, moins de, dans les, sous les",
    ),
)  # fmt: skip
