#include "ieum/client/synth/latin_names.h"

namespace ieum::client {
namespace {

// United States. Surnames: thousands of bearers in the census of 2010. Given names: ten thousands
// of births of a hundred years (Social Security Administration, rounded; the lower half by hand).
constexpr WeightedName kEnglishSurnames[] = {
    {u"Smith", 2443},     {u"Johnson", 1933},  {u"Williams", 1625},  {u"Brown", 1437},
    {u"Jones", 1425},     {u"Garcia", 1166},   {u"Miller", 1161},    {u"Davis", 1116},
    {u"Rodriguez", 1095}, {u"Martinez", 1060}, {u"Hernandez", 1043}, {u"Lopez", 875},
    {u"Gonzalez", 841},   {u"Wilson", 802},    {u"Anderson", 784},   {u"Thomas", 756},
    {u"Taylor", 751},     {u"Moore", 724},     {u"Jackson", 708},    {u"Martin", 703},
    {u"Lee", 693},        {u"Perez", 682},     {u"Thompson", 665},   {u"White", 660},
    {u"Harris", 624},     {u"Sanchez", 613},   {u"Clark", 563},      {u"Ramirez", 557},
    {u"Lewis", 532},      {u"Robinson", 530},  {u"Walker", 523},     {u"Young", 484},
    {u"Allen", 483},      {u"King", 465},      {u"Wright", 459},     {u"Scott", 440},
    {u"Torres", 438},     {u"Nguyen", 438},    {u"Hill", 435},       {u"Flores", 434},
    {u"Green", 430},      {u"Adams", 428},     {u"Nelson", 425},     {u"Baker", 420},
    {u"Hall", 407},       {u"Rivera", 391},    {u"Campbell", 386},   {u"Mitchell", 384},
    {u"Carter", 377},     {u"Roberts", 377},   {u"Gomez", 366},      {u"Phillips", 361},
    {u"Evans", 356},      {u"Turner", 349},    {u"Diaz", 348},       {u"Parker", 336},
    {u"Cruz", 334},       {u"Edwards", 332},   {u"Collins", 330},    {u"Reyes", 328},
    {u"Stewart", 325},    {u"Morris", 319},    {u"Morales", 312},    {u"Murphy", 308},
    {u"Cook", 303},       {u"Rogers", 302},    {u"Gutierrez", 293},  {u"Ortiz", 287},
    {u"Morgan", 286},     {u"Cooper", 281},    {u"Peterson", 278},   {u"Bailey", 278},
    {u"Reed", 277},       {u"Kelly", 267},     {u"Howard", 265},     {u"Ramos", 263},
    {u"Kim", 262},        {u"Cox", 261},       {u"Ward", 260},       {u"Richardson", 260},
};
constexpr WeightedName kEnglishMen[] = {
    {u"James", 462},   {u"Michael", 437},     {u"Robert", 436},  {u"John", 435},
    {u"David", 358},   {u"William", 354},     {u"Richard", 245}, {u"Joseph", 231},
    {u"Thomas", 217},  {u"Christopher", 205}, {u"Charles", 204}, {u"Daniel", 190},
    {u"Matthew", 163}, {u"Anthony", 142},     {u"Mark", 134},    {u"Donald", 128},
    {u"Steven", 128},  {u"Andrew", 125},      {u"Paul", 124},    {u"Joshua", 123},
    {u"Kenneth", 120}, {u"Kevin", 117},       {u"Brian", 116},   {u"Timothy", 107},
    {u"Ronald", 106},  {u"George", 106},      {u"Jason", 103},   {u"Edward", 101},
    {u"Jeffrey", 97},  {u"Ryan", 94},         {u"Jacob", 93},    {u"Nicholas", 89},
    {u"Gary", 88},     {u"Eric", 88},         {u"Jonathan", 84}, {u"Stephen", 84},
    {u"Larry", 79},    {u"Justin", 78},       {u"Scott", 77},    {u"Brandon", 76},
    {u"Benjamin", 74}, {u"Samuel", 70},       {u"Gregory", 70},  {u"Alexander", 69},
    {u"Patrick", 66},  {u"Frank", 64},        {u"Jack", 62},     {u"Dennis", 60},
    {u"Tyler", 59},    {u"Aaron", 58},        {u"Henry", 54},    {u"Peter", 53},
    {u"Nathan", 52},   {u"Zachary", 51},      {u"Walter", 50},   {u"Harold", 48},
    {u"Arthur", 45},   {u"Ethan", 43},        {u"Noah", 42},     {u"Dylan", 38},
};
constexpr WeightedName kEnglishWomen[] = {
    {u"Mary", 297},      {u"Patricia", 154}, {u"Jennifer", 147}, {u"Linda", 145},
    {u"Elizabeth", 144}, {u"Barbara", 138},  {u"Susan", 110},    {u"Jessica", 105},
    {u"Karen", 99},      {u"Sarah", 99},     {u"Lisa", 97},      {u"Nancy", 96},
    {u"Sandra", 87},     {u"Betty", 86},     {u"Ashley", 86},    {u"Emily", 85},
    {u"Kimberly", 84},   {u"Margaret", 83},  {u"Donna", 82},     {u"Michelle", 81},
    {u"Carol", 81},      {u"Amanda", 77},    {u"Melissa", 75},   {u"Deborah", 74},
    {u"Stephanie", 74},  {u"Rebecca", 73},   {u"Sharon", 72},    {u"Laura", 70},
    {u"Cynthia", 70},    {u"Dorothy", 69},   {u"Amy", 68},       {u"Kathleen", 66},
    {u"Angela", 66},     {u"Shirley", 64},   {u"Emma", 62},      {u"Brenda", 61},
    {u"Pamela", 59},     {u"Nicole", 59},    {u"Anna", 58},      {u"Samantha", 58},
    {u"Katherine", 57},  {u"Christine", 55}, {u"Helen", 55},     {u"Debra", 55},
    {u"Rachel", 55},     {u"Carolyn", 54},   {u"Janet", 54},     {u"Maria", 53},
    {u"Catherine", 52},  {u"Heather", 52},   {u"Olivia", 50},    {u"Julie", 50},
    {u"Victoria", 48},   {u"Joyce", 47},     {u"Hannah", 46},    {u"Grace", 44},
    {u"Sophia", 42},     {u"Megan", 42},     {u"Alice", 38},     {u"Zoe", 30},
};

// Germany. Thousands of bearers, from counts in directories, as they were about 2000.
constexpr WeightedName kGermanSurnames[] = {
    {u"Müller", 265},  {u"Schmidt", 194},   {u"Schneider", 121}, {u"Fischer", 102},
    {u"Weber", 90},    {u"Meyer", 84},      {u"Wagner", 84},     {u"Becker", 76},
    {u"Schulz", 73},   {u"Hoffmann", 72},   {u"Schäfer", 64},    {u"Bauer", 64},
    {u"Koch", 61},     {u"Richter", 60},    {u"Klein", 55},      {u"Wolf", 53},
    {u"Schröder", 50}, {u"Neumann", 47},    {u"Schwarz", 46},    {u"Braun", 45},
    {u"Hofmann", 44},  {u"Zimmermann", 44}, {u"Schmitt", 43},    {u"Hartmann", 42},
    {u"Krüger", 41},   {u"Schmid", 40},     {u"Werner", 40},     {u"Lange", 40},
    {u"Schmitz", 40},  {u"Meier", 39},      {u"Krause", 38},     {u"Maier", 38},
    {u"Lehmann", 37},  {u"Huber", 36},      {u"Mayer", 35},      {u"Herrmann", 35},
    {u"Köhler", 35},   {u"Walter", 35},     {u"König", 34},      {u"Schulze", 34},
    {u"Fuchs", 33},    {u"Kaiser", 33},     {u"Lang", 32},       {u"Weiß", 31},
    {u"Peters", 31},   {u"Scholz", 30},     {u"Jung", 29},       {u"Möller", 29},
    {u"Hahn", 28},     {u"Keller", 28},     {u"Vogel", 27},      {u"Schubert", 27},
    {u"Roth", 27},     {u"Frank", 27},      {u"Friedrich", 26},  {u"Beck", 26},
    {u"Günther", 26},  {u"Berger", 26},     {u"Winkler", 26},    {u"Lorenz", 24},
};
constexpr WeightedName kGermanMen[] = {
    {u"Peter", 221},    {u"Wolfgang", 188},  {u"Michael", 185},  {u"Werner", 167},
    {u"Klaus", 163},    {u"Thomas", 161},    {u"Manfred", 159},  {u"Helmut", 148},
    {u"Jürgen", 147},   {u"Heinz", 147},     {u"Gerhard", 145},  {u"Andreas", 141},
    {u"Hans", 141},     {u"Josef", 140},     {u"Günter", 134},   {u"Dieter", 130},
    {u"Horst", 130},    {u"Walter", 111},    {u"Frank", 107},    {u"Bernd", 103},
    {u"Karl", 101},     {u"Herbert", 100},   {u"Franz", 89},     {u"Martin", 86},
    {u"Uwe", 82},       {u"Georg", 81},      {u"Heinrich", 81},  {u"Stefan", 81},
    {u"Christian", 80}, {u"Karl-Heinz", 80}, {u"Rudolf", 78},    {u"Kurt", 75},
    {u"Hermann", 75},   {u"Johann", 74},     {u"Wilhelm", 68},   {u"Siegfried", 67},
    {u"Rolf", 67},      {u"Joachim", 66},    {u"Alfred", 64},    {u"Rainer", 64},
    {u"Jörg", 62},      {u"Ralf", 62},       {u"Erich", 62},     {u"Norbert", 61},
    {u"Bernhard", 61},  {u"Willi", 59},      {u"Alexander", 57}, {u"Ulrich", 55},
    {u"Markus", 54},    {u"Matthias", 53},   {u"Harald", 51},    {u"Paul", 51},
    {u"Roland", 51},    {u"Ernst", 50},      {u"Reinhard", 49},  {u"Günther", 49},
    {u"Gerd", 48},      {u"Fritz", 47},      {u"Otto", 47},      {u"Friedrich", 47},
};
constexpr WeightedName kGermanWomen[] = {
    {u"Maria", 176},     {u"Ursula", 156},   {u"Monika", 137},   {u"Petra", 131},
    {u"Elisabeth", 129}, {u"Sabine", 128},   {u"Renate", 124},   {u"Helga", 123},
    {u"Karin", 123},     {u"Brigitte", 120}, {u"Ingrid", 104},   {u"Erika", 103},
    {u"Andrea", 102},    {u"Gisela", 101},   {u"Claudia", 94},   {u"Susanne", 91},
    {u"Gabriele", 91},   {u"Christa", 91},   {u"Christine", 91}, {u"Hildegard", 89},
    {u"Anna", 89},       {u"Birgit", 88},    {u"Barbara", 87},   {u"Gertrud", 84},
    {u"Heike", 81},      {u"Marianne", 81},  {u"Elke", 78},      {u"Martina", 77},
    {u"Angelika", 72},   {u"Irmgard", 71},   {u"Inge", 70},      {u"Ute", 66},
    {u"Elfriede", 65},   {u"Doris", 64},     {u"Marion", 63},    {u"Ruth", 63},
    {u"Ulrike", 62},     {u"Hannelore", 61}, {u"Jutta", 61},     {u"Gerda", 60},
    {u"Kerstin", 60},    {u"Ilse", 59},      {u"Anneliese", 57}, {u"Margarete", 56},
    {u"Ingeborg", 54},   {u"Anja", 54},      {u"Edith", 54},     {u"Sandra", 52},
    {u"Waltraud", 51},   {u"Beate", 50},     {u"Rita", 49},      {u"Katharina", 49},
    {u"Christel", 49},   {u"Nicole", 49},    {u"Regina", 49},    {u"Eva", 48},
    {u"Rosemarie", 47},  {u"Erna", 44},      {u"Manuela", 44},   {u"Sonja", 43},
};

// France. Thousands: surnames of those born 1891 to 1990, given names in ten thousands of births
// since 1900 (INSEE, rounded; ranks beyond the first twenty by hand).
constexpr WeightedName kFrenchSurnames[] = {
    {u"Martin", 235},   {u"Bernard", 105}, {u"Thomas", 96},   {u"Petit", 96},    {u"Robert", 91},
    {u"Richard", 91},   {u"Durand", 84},   {u"Dubois", 82},   {u"Moreau", 78},   {u"Laurent", 75},
    {u"Simon", 71},     {u"Michel", 68},   {u"Lefebvre", 67}, {u"Leroy", 66},    {u"Roux", 61},
    {u"David", 61},     {u"Bertrand", 59}, {u"Morel", 59},    {u"Fournier", 57}, {u"Girard", 55},
    {u"Bonnet", 54},    {u"Dupont", 53},   {u"Lambert", 52},  {u"Fontaine", 51}, {u"Rousseau", 50},
    {u"Vincent", 49},   {u"Müller", 47},   {u"Lefèvre", 46},  {u"Faure", 45},    {u"André", 45},
    {u"Mercier", 44},   {u"Blanc", 44},    {u"Guérin", 43},   {u"Boyer", 42},    {u"Garnier", 42},
    {u"Chevalier", 41}, {u"François", 41}, {u"Legrand", 40},  {u"Gauthier", 39}, {u"Garcia", 39},
    {u"Perrin", 38},    {u"Robin", 37},    {u"Clément", 37},  {u"Morin", 36},    {u"Nicolas", 36},
    {u"Henry", 35},     {u"Roussel", 35},  {u"Mathieu", 34},  {u"Gautier", 34},  {u"Masson", 33},
};
constexpr WeightedName kFrenchMen[] = {
    {u"Jean", 190},     {u"Michel", 82},    {u"Pierre", 89},     {u"Philippe", 54},
    {u"Alain", 51},     {u"Nicolas", 40},   {u"Christophe", 40}, {u"Patrick", 41},
    {u"Julien", 33},    {u"Thomas", 32},    {u"André", 71},      {u"Jacques", 48},
    {u"Bernard", 47},   {u"Daniel", 43},    {u"Gérard", 40},     {u"Éric", 38},
    {u"Frédéric", 36},  {u"Laurent", 36},   {u"Stéphane", 34},   {u"David", 34},
    {u"Pascal", 33},    {u"Sébastien", 32}, {u"René", 51},       {u"Louis", 58},
    {u"Alexandre", 32}, {u"Olivier", 31},   {u"Thierry", 31},    {u"François", 40},
    {u"Guillaume", 27}, {u"Antoine", 26},   {u"Claude", 40},     {u"Robert", 40},
    {u"Marc", 25},      {u"Vincent", 25},   {u"Maxime", 25},     {u"Hugo", 20},
    {u"Lucas", 23},     {u"Bruno", 23},     {u"Serge", 22},      {u"Paul", 35},
};
constexpr WeightedName kFrenchWomen[] = {
    {u"Marie", 223},    {u"Jeanne", 55},    {u"Françoise", 40},  {u"Monique", 40},
    {u"Catherine", 39}, {u"Nathalie", 38},  {u"Isabelle", 37},   {u"Jacqueline", 36},
    {u"Anne", 37},      {u"Sylvie", 36},    {u"Martine", 32},    {u"Madeleine", 33},
    {u"Nicole", 36},    {u"Suzanne", 31},   {u"Hélène", 28},     {u"Christine", 31},
    {u"Valérie", 28},   {u"Louise", 30},    {u"Sophie", 27},     {u"Céline", 26},
    {u"Sandrine", 26},  {u"Véronique", 25}, {u"Christiane", 25}, {u"Simone", 28},
    {u"Stéphanie", 24}, {u"Claire", 22},    {u"Julie", 24},      {u"Camille", 25},
    {u"Denise", 24},    {u"Aurélie", 21},   {u"Laura", 19},      {u"Émilie", 20},
    {u"Léa", 22},       {u"Élodie", 17},    {u"Manon", 19},      {u"Chloé", 18},
    {u"Emma", 20},      {u"Pauline", 19},   {u"Charlotte", 16},  {u"Inès", 12},
};

// The surnames behind the commonest are made of two parts, as most surnames of places are.
constexpr std::u16string_view kEnglishFirst[] = {
    u"Ash",   u"Black", u"Brook", u"Carl",  u"Clay",  u"Cran",  u"Darl", u"East", u"Fair", u"Gold",
    u"Green", u"Hart",  u"Haw",   u"Hazel", u"High",  u"Hol",   u"King", u"Lang", u"Lin",  u"Long",
    u"Marsh", u"Mel",   u"Mid",   u"New",   u"North", u"Oak",   u"Pem",  u"Rad",  u"Red",  u"Rock",
    u"Rush",  u"Shel",  u"South", u"Stan",  u"Thorn", u"Under", u"Wake", u"West", u"Whit", u"Win"};
constexpr std::u16string_view kEnglishLast[] = {
    u"berry", u"bourne", u"bridge", u"brook", u"burn",  u"bury", u"combe", u"croft",
    u"dale",  u"den",    u"field",  u"ford",  u"gate",  u"ham",  u"hill",  u"hurst",
    u"land",  u"ley",    u"low",    u"man",   u"mere",  u"more", u"son",   u"stead",
    u"stone", u"ton",    u"ville",  u"ward",  u"water", u"wood", u"worth", u"wick"};
constexpr std::u16string_view kGermanFirst[] = {
    u"Acker", u"Berg",   u"Birken", u"Brand",  u"Buch",   u"Burg",   u"Dorn",   u"Eben",
    u"Eich",  u"Eisen",  u"Engel",  u"Falken", u"Feld",   u"Frei",   u"Gold",   u"Grün",
    u"Hagen", u"Hecken", u"Hirsch", u"Hoch",   u"Kalten", u"Kirch",  u"Königs", u"Linden",
    u"Mühl",  u"Neu",    u"Nieder", u"Ober",   u"Rosen",  u"Roten",  u"Schön",  u"Silber",
    u"Stein", u"Tannen", u"Wald",   u"Weiden", u"Weiß",   u"Wiesen", u"Winter", u"Zell"};
constexpr std::u16string_view kGermanLast[] = {
    u"bach",  u"baum",   u"beck",   u"berg",   u"berger", u"brink", u"dorf", u"dörfer",
    u"eck",   u"feld",   u"felder", u"garten", u"hagen",  u"haus",  u"heim", u"heimer",
    u"hof",   u"höfer",  u"holz",   u"horst",  u"huber",  u"kamp",  u"mann", u"meier",
    u"meyer", u"müller", u"rath",   u"reiter", u"stein",  u"thal",  u"wald", u"weg"};
constexpr std::u16string_view kFrenchFirst[] = {
    u"Beau", u"Belle", u"Bois", u"Bon", u"Bour",  u"Brun", u"Cail", u"Cha",  u"Char", u"Che",
    u"Cler", u"Cour",  u"Dela", u"Des", u"Du",    u"Fau",  u"Fon",  u"Gail", u"Gran", u"Gros",
    u"Haut", u"Jar",   u"La",   u"Le",  u"Mal",   u"Mar",  u"Mon",  u"Mou",  u"Par",  u"Per",
    u"Pin",  u"Pré",   u"Quer", u"Ram", u"Roche", u"Sau",  u"Tail", u"Val",  u"Ver",  u"Vil"};
constexpr std::u16string_view kFrenchLast[] = {
    u"bert", u"bon",  u"bourg", u"champ", u"champs", u"chet", u"court", u"din",
    u"dier", u"don",  u"fort",  u"gnon",  u"grand",  u"land", u"lard",  u"leau",
    u"let",  u"lier", u"lin",   u"lon",   u"mier",   u"mont", u"nard",  u"neau",
    u"nier", u"rand", u"reau",  u"rier",  u"sard",   u"tier", u"val",   u"ville"};

// Head shares: the head's bearers of 295, 82 and 66 million.
constexpr LatinLanguage kLanguages[] = {
    {kEnglishSurnames, 1570, kEnglishFirst, kEnglishLast, kEnglishMen, kEnglishWomen},
    {kGermanSurnames, 371, kGermanFirst, kGermanLast, kGermanMen, kGermanWomen},
    {kFrenchSurnames, 442, kFrenchFirst, kFrenchLast, kFrenchMen, kFrenchWomen},
};

}  // namespace

std::span<const LatinLanguage> LatinLanguages() { return kLanguages; }

}  // namespace ieum::client
