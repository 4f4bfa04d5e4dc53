"""Letters to be compared with WeasyPrint's: one that holds every kind of field and place, one of running text."""

from bench.letter_parts import data_uri, logo_png
from notify.letters.engine import Field, Kind, Sheet, Template
from notify.pdf import PdfMetadata

FIELDS = (
    Field("address", Kind.LINES, at_most=6),
    Field("items", Kind.LINES, at_most=4),
    Field("greeting", Kind.CHOICE),
    Field("name"),
    Field("reference"),
    Field("subject"),
    Field("guardian"),
    Field("file_number"),
    Field("amount"),
    Field("annex"),
)
CSS = """
@page { size: A4; margin: 20mm; @bottom-center { content: "Page " counter(page) " sur " counter(pages);
  font: 7pt/3mm "Notify Sans" } }
body { margin: 0; font: 9.6pt/4.3mm "Notify Serif"; color: #16202a; hyphens: none }
p, h1, h2, ul, table { margin: 0 0 2mm }
.logo { position: absolute; left: 0; top: -8mm; width: 20mm; height: 10mm }
.address { position: absolute; left: 92mm; top: 38mm; width: 78mm; font: 9pt/3.3mm "Notify Sans" }
.address p { height: 3.3mm; margin: 0; white-space: nowrap; overflow: hidden }
.top { height: 68mm; padding-top: 12mm; width: 80mm }
.line, td, li { white-space: nowrap }
.right { text-align: right } .centre { text-align: center; font-weight: 700 }
.body { text-align: justify }
table { border-collapse: collapse; width: 120mm; table-layout: fixed; font: 8.5pt/4.6mm "Notify Sans" }
th, td { padding: 0; text-align: left; font-weight: 400; border-bottom: 0.2mm solid #cfd4d6 }
.tabular { text-align: right; font-variant-numeric: tabular-nums }
.unkerned { font-kerning: none; font-family: "Notify Sans" }
.next { break-before: page }
"""
STILL = (
    "Une personne qui n’en avait pas le droit a copié, dans la nuit du 2 au 3 septembre, un fichier du service des "
    "admissions. Nous l’avons découvert le lendemain, en contrôlant les connexions à nos serveurs, et nous tenons à "
    "vous le dire nous-mêmes, clairement et sans attendre la fin de l’enquête."
)
HTML = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body>
<img class="logo" alt="" src="{data_uri(logo_png())}">
<div class="top"><p class="line right">Référence&nbsp;: {{{{reference}}}}</p><p class="line">{{{{name}}}}</p></div>
<div class="address">{{{{#address}}}}<p>{{{{.}}}}</p>{{{{/address}}}}</div>
<h1 class="line centre">{{{{subject}}}}</h1>
<p>{{{{greeting}}}}</p>
<p class="body">{STILL}</p>
{{{{#guardian}}}}<p class="line">Pour {{{{guardian}}}},</p><p>Vous représentez cette personne.</p>{{{{/guardian}}}}
{{{{^guardian}}}}<p>Cette lettre vous est adressée personnellement.</p>{{{{/guardian}}}}
<ul>{{{{#items}}}}<li>{{{{.}}}}</li>{{{{/items}}}}</ul>
<table><tr><th>Numéro de dossier</th><td>{{{{file_number}}}}</td></tr>
<tr><th>Montant</th><td class="tabular">{{{{amount}}}}</td></tr></table>
<p class="line unkerned">{{{{name}}}} – {{{{reference}}}}</p>
{{{{#annex}}}}<h2 class="next">Annexe</h2><p class="body">{STILL}</p>
<h2 class="next">Suite</h2><p class="line centre">{{{{annex}}}}</p><p class="line">Avec {{{{name}}}}</p>{{{{/annex}}}}
</body></html>"""
EVERY_KIND = Template(HTML, FIELDS, Sheet((CSS,), PdfMetadata(title="Essai")))
FLOWING = Template(
    f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body>
<p class="line right">{{{{reference}}}}</p><p class="body">{STILL}</p>
<p class="body">Le dossier {{{{file_number}}}} au nom de <b>{{{{name}}}}</b> contenait votre adresse, votre
numéro de téléphone et une somme de {{{{amount}}}}, que nous avons fait vérifier par une société spécialisée dès
la découverte.</p>
<p>Après le texte qui coule.</p>
<p class="body">Nous écrivons à {{{{name}}}}, parce que la loi le demande et parce que cela
est juste&nbsp;: indiquez {{{{reference}}}} dans vos courriers.</p><p class="line">{{{{subject}}}}</p></body></html>""",
    tuple(item for item in FIELDS if item.kind is Kind.TEXT and item.name != "annex"),
    Sheet((CSS,), PdfMetadata(title="Essai")),
)
