"""What stands before a date and says which date it is: words for "published" and "updated", language by language.

Stems, matched at the start of a word (or anywhere, in scripts that set no spaces). Dates themselves: dateforms.py.
"""

from __future__ import annotations

import re

from newsarchive.patterns import lazily

PUBLISHED, MODIFIED, OTHER = "published", "modified", "other"

_MODIFIED = r"""
    updated update\b upd\b modified edited corrected revised amended changed aktualisier geändert geaendert überarbeitet
    stand\b mis\s+à\s+jour mise\s+à\s+jour
    modifié actualizad actualizac modificad editad aggiornat aggiornamento modificat atualizad bijgewerkt gewijzigd aangepast
    laatste\s+wijziging zaktualizowan aktualizac aktualizova modyfikac upraven změněno обновл изменен исправлен оновлен змінен
    ενημερώθηκε ενημέρωση τροποποι επικαιροποι güncelle تحديث تعديل عُدل עודכן עדכון به‌روز بروز\s?رسان ویرایش
    अपडेट संशोधित आपडेट আপডেট হালনাগাদ
    diperbarui dimutakhirkan disunting pembaruan cập\s+nhật chỉnh\s+sửa uppdatera ändrad senast\s+ändrad päivitetty
    muokattu oppdater endret opdater frissít módosít actualitzat
    actualizat ažurirano izmijenjeno posodobljeno актуализ обновен обнов атноўлена atnaujinta atjaunots uuendatud kemaskini
"""
_PUBLISHED = r"""
    published publish\b posted released issued created veröffentlicht erschienen erstellt publiziert publié parution créé
    publicad publicac publicación
    pubblicat pubblicazione gepubliceerd geplaatst opublikowan publikac dodano publikován vydáno vydané vyšlo publikované
    опубликован
    опублікован дата\s+публикации δημοσι ημ/νία yayın giriş oluşturulma نشر منشور פורסם פרסום منتشر انتشار نشر प्रकाशित
    পাবলিশ প্রকাশ diterbitkan dipublikasikan
    dipublikasi tayang terbit đăng xuất\s+bản ngày\s+đăng publicera publicerad julkaist publisert offentliggjort udgivet
    udgivelse publikálva
    megjelen publicat objavljeno објављено публикув публикуван paskelbta publicēts avaldatud diterbit
"""
_OTHER = r"""
    as\s+of\b joined\b registered member\s+since born\b died\b expires retrieved accessed valid\s+(?:from|until) deadline
    registriert mitglied\s+seit dabei\s+seit beigetreten geboren abgerufen gültig\s+(?:seit|ab|bis) inscrit\s+le
    membre\s+depuis miembro\s+desde registrado
    iscritto lid\s+sinds зарегистрирован регистрация
"""
"""Of what else there may be a date: of an account, a price, a person."""
_NOUN = r"datum\b date\b data\b fecha\b dato\b дата\b"
"""The word for "date" before a date makes it that of the page where no other word says more."""
_CJK_MODIFIED = "更新|修改|修訂|最終更新|改訂|수정|업데이트"
_CJK_PUBLISHED = "发布|發布|發佈|发表|發表|刊登|发稿|公開|掲載|投稿|配信|公開日|入力|입력|등록|게시|승인|기사입력|작성"


def _any(stems: str, cjk: str) -> str:
    words = sorted(set(stems.split()), key=len, reverse=True)
    return rf"(?<![^\W\d_])(?:{'|'.join(words)})|{cjk}"


_WORDS = lazily(
    f"(?P<modified>{_any(_MODIFIED, _CJK_MODIFIED)})|(?P<published>{_any(_PUBLISHED, _CJK_PUBLISHED)})"
    f"|(?P<other>{_any(_OTHER, '注册|註冊|登録日')})|(?P<noun>{_any(_NOUN, '日期')})",
    re.IGNORECASE,
)
_BEHIND = lazily(rf"\s?[(（]?(?:{_any(_MODIFIED, _CJK_MODIFIED)})[\w.]*[)）]?(?=\s*(?:$|[|·•,;)]))", re.IGNORECASE)


def said_before(text: str) -> str:
    """``published``, ``modified`` or ``other``, whichever the last such word of ``text`` says; empty without one."""
    kind = ""
    for match in _WORDS.finditer(text):
        name = match.lastgroup or ""
        kind = name if name != "noun" else kind or PUBLISHED
    return kind


def says_modified_behind(text: str) -> bool:
    """Whether ``text`` begins with "(updated)" or the like, and nothing more."""
    return _BEHIND.match(text) is not None
