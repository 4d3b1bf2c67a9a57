"""How the months are called, language by language, and which month a word means. Names only; forms of dates: dateforms.py.

From the Unicode CLDR as Babel 2.18 has it (format and stand-alone, wide and abbreviated), with other short forms by judgement.
"""

from __future__ import annotations

from functools import cache

_NAMES = {
    "ar": "يناير كانون‌الثاني | فبراير شباط | مارس آذار | أبريل ابريل إبريل نيسان | مايو أيار"
    " | يونيو حزيران | يوليو تموز | أغسطس اغسطس آب"
    " | سبتمبر أيلول | أكتوبر اكتوبر | نوفمبر | ديسمبر",
    "bg": "януари яну | февруари фев | март мар | април апр | май | юни | юли | август авг"
    " | септември сеп септ | октомври окт"
    " | ноември ное | декември дек",
    "bn": "জানুয়ারি জানুয়ারী জানুয়ারি জানুয়ারী জানু"
    " | ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রুয়ারি ফেব্রুয়ারী ফেব | মার্চ | এপ্রিল এপ্রি | মে | জুন | জুলাই জুল | আগস্ট আগ"
    " | সেপ্টেম্বর সেপ | অক্টোবর অক্টো | নভেম্বর নভে | ডিসেম্বর ডিসে",
    "ca": "gener gen | febrer febr | març | d’abril d'abril abril abr | maig | juny | juliol jul | d’agost d'agost agost ag"
    " | setembre set | d’octubre d'octubre octubre oct | novembre nov | desembre des",
    "cs": "ledna led leden | února úno únor | března bře březen | dubna dub duben | května kvě květen | června čvn červen"
    " | července čvc červenec | srpna srp srpen | září zář | října říj říjen | listopadu lis listopad"
    " | prosince pro prosinec",
    "da": "januar jan | februar feb | marts mar | april apr | maj | juni jun | juli jul | august aug"
    " | september sep | oktober okt"
    " | november nov | december dec",
    "de": "januar jänner jan jän | februar feber feb | märz mär mrz | april apr | mai | juni jun | juli jul | august aug"
    " | september sept sep | oktober okt | november nov | dezember dez",
    "el": "ιανουαρίου ιαν ιανουάριος | φεβρουαρίου φεβ φεβρουάριος | μαρτίου μαρ μάρτιος μάρ | απριλίου απρ απρίλιος"
    " | μαΐου μαΐ μάιος μάι μαϊ μαϊου μαίου | ιουνίου ιουν ιούνιος ιούν | ιουλίου ιουλ ιούλιος ιούλ"
    " | αυγούστου αυγ αύγουστος αύγ"
    " | σεπτεμβρίου σεπ σεπτ σεπτέμβριος | οκτωβρίου οκτ οκτώβριος | νοεμβρίου νοε νοέμβριος νοέ νοεμ"
    " | δεκεμβρίου δεκ δεκέμβριος",
    "en": "january jan | february feb | march mar | april apr | may | june jun | july jul | august aug | september sept sep"
    " | october oct | november nov | december dec",
    "es": "enero ene | febrero feb | marzo mar | abril abr | mayo may | junio jun | julio jul | agosto ago"
    " | septiembre setiembre sept sep | octubre oct | noviembre nov | diciembre dic",
    "et": "jaanuar jaan | veebruar veebr | märts | aprill apr | mai | juuni | juuli | august aug"
    " | september sept | oktoober okt"
    " | november nov | detsember dets",
    "fa": "ژانویهٔ ژانویه | فوریهٔ فوریه | مارس | آوریل | مهٔ مه می | ژوئن | ژوئیهٔ ژوئیه جولای | اوت آگوست | سپتامبر | اکتبر"
    " | نوامبر | دسامبر",
    "fi": "tammikuuta tammi tammikuu | helmikuuta helmi helmikuu | maaliskuuta maalis maaliskuu | huhtikuuta huhti huhtikuu"
    " | toukokuuta touko toukokuu | kesäkuuta kesä kesäkuu | heinäkuuta heinä heinäkuu | elokuuta elo elokuu"
    " | syyskuuta syys syyskuu | lokakuuta loka lokakuu | marraskuuta marras marraskuu | joulukuuta joulu joulukuu",
    "fr": "janvier janv | février févr fév fevrier | mars | avril avr | mai | juin | juillet juil"
    " | août aout | septembre sept"
    " | octobre oct | novembre nov | décembre déc decembre",
    "he": "ינואר בינואר ינו׳ | פברואר בפברואר פבר׳ | מרץ במרץ | אפריל באפריל אפר׳ | מאי במאי | יוני ביוני"
    " | יולי ביולי | אוגוסט באוגוסט אוג׳"
    " | ספטמבר בספטמבר ספט׳ | אוקטובר באוקטובר אוק׳ | נובמבר בנובמבר נוב׳ | דצמבר בדצמבר דצמ׳",
    "hi": "जनवरी जन॰ जन | फ़रवरी फरवरी फ़र॰ फर | मार्च | अप्रैल | मई | जून | जुलाई जुल॰ जुल | अगस्त अग॰ अग"
    " | सितंबर सितम्बर सित॰ सित"
    " | अक्टूबर अक्तूबर अक्टू॰ अक्टू | नवंबर नवम्बर नव॰ नव | दिसंबर दिसम्बर दिस॰ दिस",
    "hr": "siječnja sij siječanj | veljače velj veljača | ožujka ožu ožujak | travnja tra travanj | svibnja svi svibanj"
    " | lipnja lip lipanj | srpnja srp srpanj | kolovoza kol kolovoz | rujna ruj rujan | listopada lis listopad"
    " | studenoga studenog stu studeni | prosinca pro prosinac",
    "hu": "január jan | február febr | március márc | április ápr | május máj | június jún | július júl | augusztus aug"
    " | szeptember szept | október okt | november nov | december dec",
    "id": "januari jan | februari feb | maret mar | april apr | mei | juni jun | juli jul"
    " | agustus agu agt ags | september sep sept"
    " | oktober okt | november nov nop | desember des",
    "is": "janúar jan | febrúar feb | mars mar | apríl apr | maí | júní jún | júlí júl | ágúst ágú | september sep sept"
    " | október okt | nóvember nóv | desember des",
    "it": "gennaio gen | febbraio feb | marzo mar | aprile apr | maggio mag | giugno giu | luglio lug"
    " | agosto ago | settembre set sett"
    " | ottobre ott | novembre nov | dicembre dic",
    "lt": "sausio saus sausis | vasario vas vasaris | kovo kov kovas | balandžio bal balandis | gegužės geg gegužė"
    " | birželio birž birželis | liepos liep liepa | rugpjūčio rugp rugpjūtis | rugsėjo rugs rugsėjis | spalio spal spalis"
    " | lapkričio lapkr lapkritis | gruodžio gruod gruodis",
    "lv": "janvāris janv janvārī | februāris febr februārī | marts martā | aprīlis apr aprīlī | maijs maijā"
    " | jūnijs jūn jūnijā"
    " | jūlijs jūl jūlijā | augusts aug augustā | septembris sept septembrī | oktobris okt oktobrī | novembris nov novembrī"
    " | decembris dec decembrī",
    "ms": "januari jan | februari feb | mac | april apr | mei | jun | julai jul | ogos ogo | september sep | oktober okt"
    " | november nov | disember dis",
    "nl": "januari jan | februari feb | maart mrt | april apr | mei | juni jun | juli jul | augustus aug | september sep sept"
    " | oktober okt | november nov | december dec",
    "no": "januar jan | februar feb | mars mar | april apr | mai | juni jun | juli jul | august aug | september sep sept"
    " | oktober okt | november nov | desember des",
    "pl": "stycznia sty styczeń | lutego lut luty | marca mar marzec | kwietnia kwi kwiecień | maja maj"
    " | czerwca cze czerwiec"
    " | lipca lip lipiec | sierpnia sie sierpień | września wrz wrzesień | października paź październik"
    " | listopada lis listopad"
    " | grudnia gru grudzień",
    "pt": "janeiro jan | fevereiro fev | março mar | abril abr | maio mai | junho jun | julho jul | agosto ago | setembro set"
    " | outubro out | novembro nov | dezembro dez",
    "ro": "ianuarie ian | februarie feb | martie mar | aprilie apr | mai | iunie iun | iulie iul"
    " | august aug | septembrie sept sep"
    " | octombrie oct | noiembrie nov | decembrie dec",
    "ru": "января янв январь | февраля февр фев февраль | марта мар март | апреля апр апрель | мая май | июня июн июнь"
    " | июля июл июль | августа авг август | сентября сент сен сентябрь | октября окт октябрь | ноября нояб ноя ноябрь"
    " | декабря дек декабрь",
    "sk": "januára jan január | februára feb február | marca mar marec | apríla apr apríl | mája máj | júna jún | júla júl"
    " | augusta aug august | septembra sep september | októbra okt október | novembra nov november | decembra dec december",
    "sl": "januar januarja jan | februar februarja feb | marec marca mar | april aprila apr | maj maja | junij junija jun"
    " | julij julija jul | avgust avgusta avg | september septembra sep | oktober oktobra okt | november novembra nov"
    " | december decembra dec",
    "sr": "јануар јан januar jan | фебруар феб februar feb | март мар mart mar | април апр april apr"
    " | мај maj | јун jun | јул jul"
    " | август авг avgust avg | септембар сеп septembar sep | октобар окт oktobar okt | новембар нов novembar nov"
    " | децембар дец decembar dec",
    "sv": "januari jan | februari feb | mars mar | april apr | maj | juni jun | juli jul | augusti aug | september sep sept"
    " | oktober okt | november nov | december dec",
    "tr": "ocak oca | şubat şub | mart mar | nisan nis | mayıs mayis may | haziran haz | temmuz tem | ağustos ağu | eylül eyl"
    " | ekim eki | kasım kasim kas | aralık aralik ara",
    "uk": "січня січ січень | лютого лют лютий | березня бер березень | квітня квіт квітень"
    " | травня трав травень | червня черв червень"
    " | липня лип липень | серпня серп серпень | вересня вер вересень | жовтня жовт жовтень | листопада лист листопад"
    " | грудня груд грудень",
    "vi": "giêng | | | | | | | | | | | chạp",
}  # fmt: skip

_JALALI = "فروردین | اردیبهشت | خرداد | تیر | مرداد امرداد | شهریور | مهر | آبان | آذر | دی | بهمن | اسفند"


def month_of(word: str, language: str | None) -> int | None:
    """1 to 12, or None where ``word`` is no month.

    Args:
        word: in any case, without the full stop of an abbreviation.
        language: the page's (ISO 639-1): a word that it lacks is looked for in English, then in all others, and counts where
            it means one month only (*listopad* is October in Croatian and November in Polish).
    """
    name = _spelt(word)
    return _table(language or "").get(name) or _table("en").get(name) or _by_all().get(name)


def jalali_month_of(word: str) -> int | None:
    """1 to 12 in the Persian (Solar Hijri) calendar, or None."""
    return _jalali().get(word)


@cache
def names_of(month: int) -> frozenset[str]:
    """What a month is called in any of the languages, lower case."""
    return frozenset(name for language in _NAMES for name, number in _table(language).items() if number == month)


def _spelt(word: str) -> str:
    return word.casefold().replace("i̇", "i")  # what casefold makes of the Turkish İ


@cache
def _jalali() -> dict[str, int]:
    return {name: number for number, names in enumerate(_JALALI.split(" | "), 1) for name in names.split()}


@cache
def _table(language: str) -> dict[str, int]:
    months = _NAMES.get("no" if language in ("nb", "nn") else language, "").split("|")
    return {_spelt(name): number for number, names in enumerate(months, 1) for name in names.split()}


@cache
def _by_all() -> dict[str, int]:
    meanings: dict[str, set[int]] = {}
    for language in _NAMES:
        for name, number in _table(language).items():
            meanings.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in meanings.items() if len(numbers) == 1}
