"""What the languages of the world look like, as far as telling encodings apart takes.

`LETTERS`: letters beyond ASCII and how often each stands among a thousand letters, in lower case.
`WORDS`: common words of ASCII letters only.  `SIGNS`: the commonest signs of Chinese, Japanese and
Korean, most frequent first.  All were counted in the word frequencies that wordfreq 3.1 comes with;
those of Thai, Estonian, Belarusian and Serbian in Cyrillic, which it lacks, are estimates.  Vietnamese
is spelled with combining tones, as windows-1258 writes it.
"""

from __future__ import annotations

LETTERS = {
    "en": "é0.2 ñ0.03 ö0.03 ü0.03 á0.03 ó0.02 ç0.03 è0.03 ï0.03 í0.03",
    "fr": "é19 à5.1 è3.3 ê1.9 ç1.3 ô0.51 î0.3 ù0.29 â0.29 û0.23 œ0.13 ï0.057",
    "de": "ü6.3 ä4.4 ö2.6 ß1.5",
    "es": "ó5.7 í4.9 á4 é2.7 ñ1.7 ú1.2",
    "pt": "ã8.6 é5.8 ç5.2 á4.1 í2.5 ê2.1 ó2 ú1 õ0.96 à0.79 â0.34 ô0.26",
    "it": "è3.1 à2 ù1 ò0.67 é0.53 ì0.53",
    "nl": "é0.4 ë0.38 ï0.074",
    "sv": "ä27 å21 ö14 é0.1",
    "da": "å14 æ8.4 ø7.9 é0.21",
    "nb": "å21 ø8.4 æ2.4 é0.096",
    "fi": "ä50 ö4.5",
    "is": "ð35 í20 á20 þ14 ó7.7 æ7.5 ö7 ú6.7 é6.2 ý1.9",
    "ca": "é5.9 ó4.9 à3.5 è2.8 í2.8 ò2.2 ç1.1 ú1.1 ï0.32 ü0.24 á0.063",
    "et": "ä17 õ10 ü9 ö2.5 š0.3 ž0.2",
    "lt": "ė15 ų12 š12 ž8.6 ą7.2 į6 ū5 č3.4 ę1.7",
    "lv": "ā39 ī18 ē17 š9.5 ū5.7 ņ4.4 ļ3.5 ž1.7 ķ1.1 ģ0.92 č0.71",
    "pl": "ł14 ę13 ż10 ą8.5 ó7.8 ś7.3 ć5.3 ń1.5 ź0.71",
    "cs": "í28 á22 ě17 ž12 ř10 é9.6 č8.9 š8.3 ý7.6 ů4.5 ú1.2 ň0.5 ď0.44 ť0.39 ó0.2",
    "sk": "á19 ž10 č10 ý9.9 í9.9 š8.8 é7.6 ú7.5 ť6.9 ľ4.3 ô2.3 ď1.8 ň1.4 ó1.1 ä0.93 ĺ0.12 ŕ0.066",
    "hu": "é31 á27 ö9.2 ó7.8 ő7.2 ü4.7 í4.7 ú2.9 ű1.6",
    "ro": "ă28 ș7 ş5 î11 ț6 ţ4 â5",
    "sh": "š9.3 č7.1 ž5.5 ć4.5 đ1.8",
    "sl": "č14 š9.8 ž6.1",
    "tr": "ı41 ü17 ş15 ç12 ğ8.9 ö7.5 â0.17 İ1.5",
    "vi": "\u030154 \u030046 \u030925 ư25 \u032324 ê23 đ23 ơ21 ô18 â14 \u030311 ă5.8 à9 á9 é1 è1 ó4 ú2 í4 ù2",
    "el": (
        "α100 τ80 ο78 σ75 ι67 ε67 ν62 ρ38 π37 κ36 μ35 η35 υ32 λ27 ί23 ά22 ό20 έ19 γ17 δ16 ω13 ή12 χ12 θ10 ύ8.6 "
        "φ7.3 ώ6.4 β5.8 ξ3.6 ζ3.3 ψ1.2 ϊ0.25 ς30"
    ),
    "ru": (
        "о108 е83 а77 и72 т64 н64 с54 р46 в46 л40 к34 д31 м30 п27 у24 я20 ы18 ь17 г17 б17 з16 ч14 й12 ж9.4 х8.6 "
        "ш6.2 ю5.7 ц4.7 э3.7 щ3.1 ф2.8 ё0.73 ъ0.29"
    ),
    "uk": (
        "о92 а83 н69 і57 и56 в52 т52 е49 р48 с39 к38 у35 д34 л31 м29 п28 з23 я22 б17 ь17 г14 й12 ч11 ц9.7 х9.5 "
        "ж9.2 ї8.9 ю7.3 ш7.1 щ6 є5.4 ф2.5 ы0.14 э0.081"
    ),
    "be": (
        "а130 н65 і60 р45 е45 с45 к42 ы40 л38 у38 д35 т32 ц30 в30 о30 м28 ў25 э25 я25 п25 з25 г20 ь18 б17 ч14 "
        "ж12 х10 ш10 й10 ю8 ё6 ф2"
    ),
    "bg": (
        "а126 о88 е88 и87 т71 н69 с52 в46 р46 д35 к35 л30 м28 п26 з22 я17 ъ16 г15 б15 ч13 у12 щ7.4 ж7.2 й5.9 "
        "ц5.6 х4.6 ш4.2 ф2.8 ю1.2 ь0.17"
    ),
    "sr": (
        "а115 и95 о90 е90 н60 р50 с48 т45 у42 ј38 д37 к36 в35 м33 л32 п28 з17 г17 б15 ч10 ш9 ц8 х6 ж6 њ6 ћ5 љ5 "
        "ф3 ђ2 џ0.3"
    ),
    "mk": (
        "а138 о108 е95 и86 н68 т66 с47 д45 р43 в42 к38 м29 л26 п25 у20 г18 ј18 з17 б15 ш11 ч7.3 ц6.4 ж5.6 ќ4.6 "
        "ф2.9 њ2.7 ѓ1.5 х1.2 џ0.35 љ0.14 è0.088 ѕ0.086"
    ),
    "he": (
        "\u05d9110 \u05d5101 \u05d488 \u05dc74 \u05d063 \u05ea55 \u05e853 \u05d151 \u05de49 \u05e949 \u05e232 "
        "\u05e031 \u05dd31 \u05d326 \u05db25 \u05d724 \u05e719 \u05e418 \u05e114 \u05df14 \u05d213 \u05d612 "
        "\u05e612 \u05d810 \u05da6.4 \u05e32.4 \u05e51.3"
    ),
    "ar": (
        "\u0627141 \u0644116 \u064a77 \u064567 \u064656 \u064848 \u063143 \u062a40 \u063936 \u062834 \u062f30 "
        "\u062930 \u064126 \u064725 \u064324 \u063323 \u062322 \u064221 \u062d19 \u062c14 \u064910 \u06359.3 "
        "\u06349.2 \u06378.5 \u062e8.4 \u06308.2 \u06257.9 \u06366.2 \u062b6 \u06325.2 \u063a3.8 \u06213.6 "
        "\u06263.5 \u06382.3 \u06221.2 \u06240.97"
    ),
    "fa": (
        "\u0627137 \u06cc83 \u063182 \u064669 \u062f67 \u064766 \u064862 \u064561 \u062848 \u062a48 \u063331 "
        "\u06a930 \u063426 \u064426 \u063222 \u064114 \u062e14 \u06af12 \u063912 \u064211 \u062c10 \u062d8.8 "
        "\u067e6.9 \u06225.8 \u06865.3 \u06375.1 \u06355 \u064a3.2 \u06362.1 \u063a1.9 \u06381.6 \u06301.5 "
        "\u062b1.4 \u06260.9 \u06430.88 \u06980.71 \u06230.15 \u06490.094 \u06210.072"
    ),
    "th": (
        "า74 น69 ร63 อ56 ก50 เ44 ง44 \u0e4841 ม37 \u0e4936 \u0e3135 ย35 ว33 ล31 \u0e3531 \u0e3430 ส29 ด28 ท28 "
        "ต27 ห26 ป21 ะ22 ค22 บ22 จ18 แ18 พ14 \u0e3814 \u0e4c14 ไ13 ข13 ช13 ใ12 \u0e3912 \u0e3711 ำ10 โ9 \u0e368 "
        "ถ7 \u0e476 ผ6 ศ6 ณ5 ธ5 ภ5 ซ4 ฟ4 ษ4 ญ4 ๆ2 ฐ2 ฝ1 ฉ1 ฯ1 ฮ1 ฎ0.5 ฤ0.5 ฏ0.3 ฒ0.3 ฆ0.2 ฬ0.2 ฑ0.2 ฌ0.1 ๐0.3 "
        "๑0.3 ๒0.3 ๓0.2 ๔0.2 ๕0.3 ๖0.2 ๗0.2 ๘0.2 ๙0.2"
    ),
}

WORDS = {
    "en": (
        "the to of and in is for that on with this was be as are have at he not by but from or we an his they "
        "will has said were had"
    ),
    "fr": (
        "de la le et les est en des un que pas une du il pour dans je qui au ce sur qu par on ne plus avec mais "
        "se vous tu elle"
    ),
    "de": (
        "die der und in das ich ist nicht zu den von mit es ein auf im sie eine sich auch dem des als er an dass "
        "so bei wie aber aus hat"
    ),
    "es": (
        "de la que el en los no un se por es del las con una para lo su al como me si pero te mi le este sus esta "
        "todo ya ha"
    ),
    "pt": (
        "de que do em da para um uma com no se na por os eu como as mais dos mas foi ao me ser seu sua tem das ou "
        "ele muito isso"
    ),
    "it": (
        "di che il la in non un per del una le si con della da sono ma al ha come dei se nel mi alla anche lo gli "
        "delle questo ho ci"
    ),
    "nl": (
        "de van het een en in is op ik dat voor je te met niet zijn die als er maar om aan hij ook ze door naar "
        "uit bij dan dit was"
    ),
    "sv": (
        "det att och jag en inte som med har av om du till den de ett kan vi men man var ska nu vad mig bara "
        "eller han hur kommer alla vill"
    ),
    "da": (
        "og er af det at en til jeg har for ikke med den der de du kan som et var vi om han fra men skal ved vil "
        "hvor nu man hvis"
    ),
    "nb": (
        "og er det som til en av for ikke med har jeg at de du om den vi fra var kan et men han seg dette noe "
        "skal noen ble vil bare"
    ),
    "fi": (
        "ja on ei se oli mutta ole kun niin jos ovat voi nyt sen kuin tai en joka olla vain jo kanssa sitten "
        "kaikki olisi ollut ne suomen miten mukaan paljon saa"
    ),
    "is": (
        "og er sem til en af hann um ekki var fyrir eru eftir svo hefur vera hafa upp ef eins fram voru yfir allt "
        "einnig vel gera hans getur okkur sig koma"
    ),
    "ca": (
        "de la que el en per del un les els una no amb va al es ha com dels hi ser aquest si tot fer seu aquesta "
        "molt als ja ho van"
    ),
    "pl": (
        "nie na to do jest jak ale co tak za od po dla tym czy przez tego ma tylko mi mnie ze bo ja ten oraz "
        "bardzo jego by sobie ich mam"
    ),
    "cs": (
        "se na je to si do jsem ale tak pro ve za co jako jak po by od jsou mi jen nebo byl bude jsme ty jeho "
        "bylo aby ze byla ani"
    ),
    "sk": (
        "sa na je to ako aj si do som ale po za tak od bol by pre ak alebo nie sme ich len vo aby pri jeho bola "
        "bude bolo jej so"
    ),
    "hu": (
        "az nem hogy egy is de meg csak ha van volt ez vagy kell el ki azt most akkor mint ezt minden mert magyar "
        "nagyon olyan itt mi sem lesz lehet vagyok"
    ),
    "ro": (
        "de la din pe cu nu mai un este care pentru se au ce fost ca al am sunt fi si va lui dar sau sa ne ar le "
        "poate prin cum"
    ),
    "sh": (
        "je da se na od za su ne sa iz to kao godine koji kako bi ali nije po do sve bio ili sam koja samo te "
        "biti koje kada ako tako"
    ),
    "sl": (
        "je in na se da so za ki pa tudi lahko ne kot po iz bi bo od tako to pri ali bil do ni med vse jih ko kar ga si"
    ),
    "tr": (
        "ve bir bu de da ile ne daha en gibi olarak her kadar olan ben var ama sonra ki iyi yok ya sen yeni "
        "sadece zaman ilk iki mi ise oldu bile"
    ),
    "lt": (
        "ir kad su yra tai kaip ar buvo savo tik bet nuo ne apie taip lietuvos kai labai per dar gali jau po iki "
        "jis bei jei jo pat to kas turi"
    ),
    "lv": (
        "un ir ar par ka no uz kas vai bet es nav to tas man ja lai bija ko tikai tad kad var jau pie tu latvijas "
        "jo gan ne savu tev"
    ),
    "vi": (
        "trong cho khi ra sau nam gia theo anh con sinh trung tin quan ta do hay cao qua em hai xe khu tay bao "
        "nay chi kinh tham minh nhau ban"
    ),
    "et": (
        "ja on ei et see kui ka oli mis ma aga ning kes mida siis nii veel mitte oma eesti tema kus juba seda "
        "selle et nagu pole aasta"
    ),
}

SIGNS = {
    "zh-Hans": (
        "的是一在不了有人我国这为中个们他大会和年来以上要到时对么你能就可发也地生说家于出后与成学过行用日自现多都"
        "没作下得还开经动法好方而公事分吗看民政主月子之里本所新天最其同业定全进部如那当前实关美机但被工因样等什些"
        "长理很小去道面间然内只力起从并着电心区想体问种加及将员者重高意产点由已文合外女制网情三场无第应名市题此代"
        "真表正位资相计建让明果给西次期系度该任或她两教通使怎化利比活认提特世更性知立结东手总入物数话做务展统目社"
        "设己战别影把受解信司回常向保军见变安何治报接它平爱论界议台又品选府组件少权至北记共决海运原斯视各持身式站"
        "联据直处始老反再车快路口量交今导打才感程科金基万完南规放改传术划院强元号需领门际图求管历单每非片水指觉队"
        "达办党先带布广亚游头书专几类级约告太十球二参候技师取必请集色吧团许确义史服城调儿造包称示马像则证难收近根"
        "乐听命条济死语格推京举友价况争流线续英标气士支且准尔男委望备形干容较失啊克官走观港未整钱案众查言却质拉德"
        "创哪料转校织研首识香育字费注照欢即山消具算离空商亲孩获华护四供型增源投项构究连节神风周律息音州演谁省跟便"
        "除喜边响清农象步写境找击声助企洲属须思医引职张杀希住害存态赛器显考装光易版列纪试越局功群戏责复白超买星五"
        "族模值够协足另深环括段吃验警极断早巴终往曾客革习切独维评随岁例继呢营错妈预远精玩份拿效故致罗速限仅采闻录"
        "严控户察黑艺势宣止优房虽否朋负绝简谢叫施花火满百帮病王米"
    ),
    "zh-Hant": (
        "的是一在不了有人我國這為中個們他大會和年來以上要到時對麼你能就可也發地生說於家出後與成學過行用日自現多都"
        "沒作下得還開經動法好方而公事嗎分看民政主月子之本所裡天新最業其同定全進部如那當前實關美機但被工因樣著等什"
        "些長理很小去體間然面內力起從道電心區想問種並只及加將者員重高產點由已文網合意外女情三場無第應名市題此真代"
        "位正表資計相建西讓明果給次期度該結任或她兩教使通怎化比利活認提世更性知立東特手總入物數制話做展統務目社設"
        "己戰別影把受解司信常保軍見向回安變何治報愛它平論界議品又選府組少權至北臺路記共決海運導原式接視各持身站斯"
        "直始處反車再老據快量際口件程交今才感科金打基萬完南聯規放改傳術院強劃元號需領門圖求管系單每非歷片達水指覺"
        "隊辦黨亞先帶廣義遊頭布書專類太級幾告約十球候二參技師像取必請史集色吧許確團服城兒造調包稱示馬則證難收近根"
        "樂聽命條濟死語推京格舉友價況流線爭續英氣士且標支男委望備形容連較失啊官走爾觀港未整錢案眾言卻克料查質拉德"
        "創哪轉校織研首香育費照字歡準山空即具消識算離商親孩華護四供型增投項獲源構究節神風律周息音州演誰省跟除喜幹"
        "邊便響清農境步寫找擊聲希助企洲屬須思醫引職張殺住列賽害態存器顯考易版注紀試裝越群功光戲局象責白超買星五族"
        "模協值夠足另深環括段吃驗警極斷早巴終往曾客革維習切獨評隨歲例繼呢營錯媽預遠精玩份拿效故係速限僅採聞羅致察"
        "簡錄嚴控戶藝黑勢宣止優房雖否朋負絕謝叫施花火滿百幫病王米"
    ),
    "ja": (
        "のいてなにたでしるとはがかっをすもらうんれまーだこりあくよンさそけきスやどおトえ人イわちル日ねッめつラリ"
        "クアじせみゃろ大本見出一タば分時ドレ事中言ロ思年行間カシプ気マジメフ生自コ方会上今バ前者ム子的月チテょ入"
        "ずご国手キ作来何最女全サ無グ合場動ブパャ用ニ後目発オデ話定当ほ学感理性高部べ画使回私実地新ビ体下知ナ物へ"
        "エ通力ダィュ対家同度業げ良名多開ウ持ミ代意金関変セ所長数内要戦以ツ外社化現取ョぎ明結世ネ俺食好ズ法モ心楽"
        "考ベハ味成能ポ不機初少期様面書違ボ員小々先ガぞ車立問ケ市解報近ワ連番び記付加安仕ぶノ売ソ界田教特公表主品"
        "むェ選題必信ピ聞終電神続悪ホ料強ゲぐ決他男死確山可二語正東真相情道円文始集向彼達愛身受別在活美元ぁ買野位"
        "過着ぜ切ひ経重次水点送有保制第調三万式限設利海待ペざ引民店得起果組運県ヤ勝屋指約予白認直ァ原放置参状色誰"
        "応読京系校件流政配音想残計ゴ欲常進優素産口由議像説ギ際ゆ止単士空然映平伝ぱ天消演落込ザ島格係川務足風早声"
        "友質反殺飲僕供夫頭登葉個撃録完交共存線価帰転都親乗半台基治支夜広願ふ判害覚形示増張顔態念北術型和投失呼笑"
        "構王育絶容木告難再写権命試影検ヒ等週備朝号観ぼ量探企緒装験追返収"
    ),
    "ko": (
        "이다는에하고가을지의로서은아한어도기사니있를나해리시그요인들자일게대라으스수만보제면정주전부여거과장했상"
        "안마구었데오야내원우신적것성국되세위와무할동생소트드모미진문중말화공까러비습간없분조저입개터유계치월같경"
        "회선년때연실바음관용더명학네영교당작좋방려않합래발건된단재며각운금람행남물알차등통번르던두타후프겠체크랑"
        "식히너산역버임호포예결반잘님함심속업본레파직디감처런카못노았군받배매출양표피살든현많른법달난집민설였최형"
        "또불력키천걸강날울테싶청루종언약애코점워토추준께질외근태올참격렇름친초늘권온린따록목복새료편능열판별맞변"
        "메머티항필왜술누절확느특먹줄평씨럼브길급란돌박증송손뭐죽독죠좀즈론활막찾존곳될순환페품투얼향냐석봐및잡병"
        "광왔혼담져엔족볼짜글령책플녀완승축베육립총갈망쪽색백악북접앞긴커험끝쓰빠블류범침됐검힘응림김황희눈엄냥벌"
        "련창억움패겨클졌충뒤채릴케째셨왕첫견놓규협츠취렸끼션슨답럽뉴삼퍼폭획락써"
    ),
}
