"""`LISEZMOI.txt`, for the print shop: in French, since it belongs to the paper and not to the site."""

from notify.letters.models import PackageKind
from notify.letters.package.control import Tally

_HEAD = """{reference} — COURRIERS À IMPRIMER, METTRE SOUS PLI ET POSTER
{exercise}
Ces courriers s’adressent à des personnes dont les données de santé sont concernées par un incident. Le fichier
d’adresses est confidentiel : il ne sert qu’à cette opération, ne se copie pas et se détruit à la fin.

CONTENU
  {letters} lettres, {pages} pages imprimées, {sheets} feuilles, {files} fichiers PDF.
  control.json   les comptes, et l’empreinte SHA-256 de chaque fichier : vérifiez-les avant d’imprimer.
"""
_GENERIC = """  manifest.csv   une ligne par lettre (UTF-8, point-virgule) :
    batch, seq        le fichier, le rang de la lettre dans l’opération
    letter_id         le code imprimé au pied de chaque page, avec « Page x sur y »
    page_start        sa première page dans le fichier, comptée depuis 1, feuilles de séparation comprises
    page_count        ses pages imprimées ; un nombre impair est suivi d’un verso blanc
    sheets            ses feuilles, recto verso
    envelope          DL (une à cinq feuilles), DL45 (ligne de pays : fenêtre de 45 mm), C4 (plus de cinq feuilles)
    postage_class     ECONOMIC, FAST ou URGENT, selon votre contrat
    line1 à line6, country   l’adresse telle qu’elle est imprimée
    sha256            l’empreinte des pages de la lettre, voir plus bas

CE QU’IL FAUT FAIRE
  1. Comparer les comptes et les empreintes de control.json. Au moindre écart, n’imprimez rien et appelez.
  2. Imprimer chaque PDF à 100 %, A4, recto verso, sans ajuster à la page. Chaque lettre commence sur un recto.
  3. Mettre sous pli : une lettre par enveloppe, toutes ses feuilles, aucune feuille d’une autre.
  4. Retirer les feuilles de séparation s’il y en a ({separators}) : elles ne sont pas postées.
  5. Un pli abîmé se réimprime depuis le même fichier, et se dit dans le retour.

CE QU’IL FAUT RENVOYER
  Un fichier CSV (UTF-8, point-virgule), une ligne par lettre : letter_id;status;date;deposit_slip
    status    PRINTED imprimée, INSERTED mise sous pli, POSTED déposée à La Poste, SPOILED gâchée et non remplacée
    date      AAAA-MM-JJ
    deposit_slip   le numéro du bordereau de dépôt, pour les lettres POSTED
  Sans nom ni adresse. Chaque lettre doit y figurer une fois : c’est ce qui clôt l’opération.

EMPREINTE D’UNE LETTRE (colonne sha256)
  Pour chaque page : SHA-256 des flux de contenu décodés, puis, pour chaque XObject dans l’ordre des noms, son nom et
  l’empreinte de cet objet faite de la même façon. L’empreinte de la lettre est le SHA-256 de celles de ses pages.
"""
_MAILEVA = """
  Un dossier par envoi, dans les limites documentées : 30 documents et 20 Mo par envoi, 30 000 destinataires, 500
  lettres par document, lignes d’adresse de 38 caractères.
    envoi.json           le corps de POST /sendings et la liste des documents à déposer, dans l’ordre
    document_nn.pdf      les lettres ; chaque destinataire a ses pages
    destinataires.json   le corps de POST /sendings/(id)/recipients/imports ; « document_id » y est le nom du fichier :
                         remplacez-le par l’identifiant que Maileva donne au document déposé
    destinataires.csv    la même liste, à lire

  À VÉRIFIER AVANT USAGE : les noms des champs viennent d’une lecture de la documentation publique et non d’un envoi
  réel ; la spécification de votre contrat l’emporte. « with_health_data » demande un droit sur le compte : sans lui,
  l’envoi échoue. Rien n’a été envoyé.
"""


def readme(reference: str, kind: str, tally: Tally, *, exercise: bool) -> bytes:
    """The text, with a BOM and CRLF so that any machine shows its accents and lines."""
    body = _MAILEVA if kind == PackageKind.MAILEVA else _GENERIC.format(separators=tally.separator_sheets)
    head = _HEAD.format(
        reference=reference, letters=tally.letters, pages=tally.pages, sheets=tally.sheets, files=tally.print_files,
        exercise="EXERCICE : NE PAS POSTER\n" if exercise else "",
    )  # fmt: skip
    return b"\xef\xbb\xbf" + (head + body).replace("\n", "\r\n").encode()
