/**
 * Names and places of the people of Acme. `native=roman` gives how a name in another script is written in an
 * e-mail address; without it the address takes the letters of the name, accents dropped.
 */

/** @param {string} text */
function list(text) {
  return text.split("|").map((entry) => {
    const [native = "", roman = native] = entry.split("=");
    return { native, roman };
  });
}

export const cultures = [
  {
    share: 20,
    cities: ["London", "Manchester"],
    phone: "+44 20 7946 ####",
    first: list(
      "James|Olivia|George|Amelia|Harry|Isla|Oliver|Grace|Rhys|Cerys|Angus|Mairi|Mary-Jane|Tom|Hannah|Nathaniel|Chloe|Daniel|Imogen|Luke",
    ),
    last: list(
      "Smith|Jones|Taylor|Llewellyn|MacDonald|Campbell|Clarke|Featherstone-Haugh|Evans|Wright|Walker|Okafor|Adeyemi|Hughes|Patel|D'Arcy|St John|Fitzgerald",
    ),
  },
  {
    share: 7,
    cities: ["Dublin"],
    phone: "+353 1 495 ####",
    first: list("Siobhán|Niamh|Caoimhe|Oisín|Pádraig|Seán|Aoife|Tadhg|Róisín|Cian|Sinéad|Eoin"),
    last: list(
      "O'Brien|O'Neill|O’Connor|Ó Súilleabháin|Ní Bhraonáin|Murphy|McCarthy|O'Sullivan|Byrne|Doyle|Mac an tSaoir",
    ),
  },
  {
    share: 10,
    cities: ["Paris", "Lyon"],
    phone: "+33 1 99 00 ## ##",
    first: list(
      "Éloïse|François|Hélène|Loïc|Jérôme|Anaïs|Benoît|Noémie|Gaël|Cécile|Jean-Luc|Maëlle|Théo|Zoé",
    ),
    last: list(
      "Lefèvre|Châtelain|D'Aubigné|de La Tour|Bérenger|Garçon|Noël|L'Hermitte|Dupré|Gauthier|Saint-Exupéry|Œuvrard",
    ),
  },
  {
    share: 10,
    cities: ["Berlin", "München", "Zürich"],
    phone: "+49 30 2312 5###",
    first: list(
      "Jürgen|Björn|Käthe|Günther|Sören|Jörg|Anneliese|Lukas|Mia|Emil|Frieda|Matthias|Ulrike|Heiner",
    ),
    last: list(
      "Müller|Groß|Weiß|Schröder|von der Heide|Jäger|Köhler|Bäcker|Strauß|Krüger|Öhlschläger|Zu Guttenau",
    ),
  },
  {
    share: 7,
    cities: ["Madrid", "Ciudad de México"],
    phone: "+34 910 50 ## ##",
    first: list("José María|Íñigo|Begoña|Andrés|Lucía|Iván|Ángela|Sofía|Raúl|Concepción|Ramón|Inés"),
    last: list(
      "García Márquez|Núñez de Balboa|Rodríguez Zapatero|Peña|Ibáñez|Gómez y Gómez|Muñoz|López-Ibor|Ordóñez|Vázquez Montalbán",
    ),
  },
  {
    share: 6,
    cities: ["São Paulo", "Lisboa"],
    phone: "+55 11 5555-####",
    first: list("João|Conceição|Antônio|Luís|Inês|Fábio|Letícia|Mônica|Gonçalo|Tomás|Júlia|Simão"),
    last: list(
      "da Silva|dos Santos|Gonçalves|Araújo|de Assunção|Magalhães|Simões|Brandão|Falcão|Câmara Leão",
    ),
  },
  {
    share: 6,
    cities: ["Kraków", "Praha"],
    phone: "+48 12 345 ## ##",
    first: list("Łukasz|Małgorzata|Wojciech|Agnieszka|Paweł|Zofia|Jiří|Božena|Ondřej|Růžena|Grzegorz|Žaneta"),
    last: list(
      "Wiśniewski|Dąbrowska|Żółkiewski|Błaszczyk|Dvořák|Černý|Řehoř|Wójcik|Świątek|Novotná|Šťastný|Gruszczyńska",
    ),
  },
  {
    share: 6,
    cities: ["København", "Stockholm", "Reykjavík"],
    phone: "+45 32 16 ## ##",
    first: list("Søren|Åsa|Björk|Þórdís|Jørgen|Malin|Øyvind|Gudrun|Mårten|Sigríður|Æsa|Lærke"),
    last: list(
      "Sørensen|Ångström|Lindqvist|Þorsteinsson|Bjørnson|Håkansson|Østergård|Sjöberg|Kjær|Guðmundsdóttir",
    ),
  },
  {
    share: 5,
    cities: ["İstanbul"],
    phone: "+90 212 555 ## ##",
    first: list("İbrahim|Gülşen|Çağla|Işıl|Ömer|Ayşe|Uğur|Şebnem|Tuğçe|Kıvanç"),
    last: list("Yılmaz|Öztürk|Çelik|Şahin|Doğan|Kılıç|Güneş|Aydın|Işık|Özgür"),
  },
  {
    share: 7,
    cities: ["Bengaluru", "Chennai"],
    phone: "+91 80 5550 ####",
    first: list("Priya|Arjun|Anjali|Sai Krishna|Lakshmi|Rohan|Divya|Karthik|Meera|Venkatesh|Ananya|Vikram"),
    last: list(
      "Sharma|Iyer|Krishnamurthy|Reddy|Banerjee|Nair|Subramaniam|Chatterjee|D'Souza|Venkataraman|Rao|Gupta",
    ),
  },
  {
    share: 2,
    cities: ["Jakarta"],
    phone: "+62 21 5550 ####",
    first: list("Wulandari|Suparman|Kartini|Sutrisno|Wahyuni|Slamet|Hartono|Ratnasari|Mulyadi|Supriyanto"),
    last: [{ native: "", roman: "" }],
  },
  {
    share: 3,
    cities: ["Hà Nội"],
    phone: "+84 24 5555 ####",
    first: list("Thị Hương|Văn Đức|Quỳnh|Minh Tuấn|Bảo Ngọc|Thùy Dương|Hữu Phước|Ánh"),
    last: list("Nguyễn|Trần|Phạm|Đặng|Vũ|Huỳnh|Đỗ|Lê"),
  },
  {
    share: 4,
    cities: ["東京", "大阪"],
    phone: "+81 3 5555 ####",
    first: list(
      "陽菜=hina|蓮=ren|美咲=misaki|大輔=daisuke|さくら=sakura|健太=kenta|葵=aoi|翔=sho|優子=yuko|隆=takashi",
    ),
    last: list(
      "佐藤=sato|鈴木=suzuki|高橋=takahashi|田中=tanaka|渡辺=watanabe|𠮷野=yoshino|斎藤=saito|髙田=takada",
    ),
  },
  {
    share: 3,
    cities: ["上海", "台北"],
    phone: "+86 21 5555 ####",
    first: list("伟=wei|芳=fang|秀英=xiuying|敏=min|静=jing|磊=lei|欣怡=xinyi|志明=zhiming"),
    last: list("王=wang|李=li|张=zhang|刘=liu|陈=chen|歐陽=ouyang|黃=huang|林=lin"),
  },
  {
    share: 2,
    cities: ["서울"],
    phone: "+82 2 555 ####",
    first: list("민준=minjun|서연=seoyeon|지훈=jihoon|하은=haeun|도윤=doyun|수빈=subin"),
    last: list("김=kim|이=lee|박=park|최=choi|정=jung|남궁=namgung"),
  },
  {
    share: 3,
    cities: ["Алматы", "Київ"],
    phone: "+380 44 555 ## ##",
    first: list(
      "Дмитрий=dmitriy|Наталья=natalya|Олександр=oleksandr|Юлія=yuliia|Сергей=sergey|Мар'яна=mariana|Айгүл=aigul|Артём=artyom",
    ),
    last: list(
      "Шевченко=shevchenko|Кузнецов=kuznetsov|Григор'єв=hryhoriev|Ким=kim|Нұрпейісов=nurpeiisov|Щербак=shcherbak",
    ),
  },
  {
    share: 2,
    cities: ["Αθήνα"],
    phone: "+30 21 0555 ####",
    first: list(
      "Γιώργος=giorgos|Ελένη=eleni|Κωνσταντίνος=konstantinos|Σοφία=sofia|Νίκος=nikos|Χριστίνα=christina",
    ),
    last: list("Παπαδόπουλος=papadopoulos|Οικονόμου=oikonomou|Βασιλείου=vasileiou|Αγγελόπουλος=angelopoulos"),
  },
  {
    share: 2,
    cities: ["القاهرة", "دبي"],
    phone: "+20 2 2555 ####",
    first: list("محمد=mohamed|فاطمة=fatima|أحمد=ahmed|ليلى=layla|يوسف=youssef|مريم=mariam"),
    last: list("الحسيني=elhusseini|منصور=mansour|عبد الرحمن=abdelrahman|الشافعي=elshafei|خليل=khalil"),
  },
];

/** What takes part in no decomposition. */
const plain = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** How a name is written before the @ of an e-mail address. @param {string} name */
export function addressPart(name) {
  return name
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => plain[letter])
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
