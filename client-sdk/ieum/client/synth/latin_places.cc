#include "ieum/client/synth/latin_places.h"

namespace ieum::client {
namespace {

// Inhabitants of the cities proper: United States census of 2020, German and French statistical
// offices about 2020.
constexpr LatinCity kEnglish[] = {
    {"New York", 8804, 10001, 212},     {"Los Angeles", 3899, 90001, 213},
    {"Chicago", 2746, 60601, 312},      {"Houston", 2305, 77001, 713},
    {"Phoenix", 1608, 85001, 602},      {"Philadelphia", 1604, 19102, 215},
    {"San Antonio", 1435, 78201, 210},  {"San Diego", 1387, 92101, 619},
    {"Dallas", 1304, 75201, 214},       {"San Jose", 1013, 95110, 408},
    {"Austin", 962, 78701, 512},        {"Jacksonville", 950, 32202, 904},
    {"Fort Worth", 919, 76102, 817},    {"Columbus", 906, 43201, 614},
    {"Indianapolis", 888, 46201, 317},  {"Charlotte", 875, 28202, 704},
    {"San Francisco", 874, 94102, 415}, {"Seattle", 737, 98101, 206},
    {"Denver", 716, 80202, 303},        {"Oklahoma City", 681, 73102, 405},
    {"Nashville", 689, 37201, 615},     {"El Paso", 679, 79901, 915},
    {"Boston", 676, 2108, 617},         {"Portland", 653, 97201, 503},
    {"Las Vegas", 642, 89101, 702},     {"Detroit", 639, 48201, 313},
    {"Memphis", 633, 38103, 901},       {"Baltimore", 586, 21201, 410},
    {"Milwaukee", 577, 53202, 414},     {"Albuquerque", 565, 87102, 505},
    {"Springfield", 169, 65801, 417},   {"Salem", 176, 97301, 971},
};
constexpr LatinCity kGerman[] = {
    {"Berlin", 3664, 10115, 30},
    {"Hamburg", 1852, 20095, 40},
    {"München", 1488, 80331, 89},
    {"Köln", 1083, 50667, 221},
    {"Frankfurt am Main", 764, 60311, 69},
    {"Stuttgart", 630, 70173, 711},
    {"Düsseldorf", 621, 40210, 211},
    {"Leipzig", 597, 4109, 341},
    {"Dortmund", 588, 44135, 231},
    {"Essen", 582, 45127, 201},
    {"Bremen", 567, 28195, 421},
    {"Dresden", 556, 1067, 351},
    {"Hannover", 535, 30159, 511},
    {"Nürnberg", 516, 90402, 911},
    {"Duisburg", 496, 47051, 203},
    {"Bochum", 365, 44787, 234},
    {"Wuppertal", 355, 42103, 202},
    {"Bielefeld", 334, 33602, 521},
    {"Bonn", 331, 53111, 228},
    {"Münster", 316, 48143, 251},
    {"Karlsruhe", 309, 76131, 721},
    {"Mannheim", 310, 68159, 621},
    {"Augsburg", 296, 86150, 821},
    {"Wiesbaden", 279, 65183, 611},
    {"Gelsenkirchen", 259, 45879, 209},
    {"Kiel", 247, 24103, 431},
    {"Freiburg im Breisgau", 231, 79098, 761},
    {"Lübeck", 216, 23552, 451},
    {"Mainz", 217, 55116, 6131},
    {"Rostock", 209, 18055, 381},
};
constexpr LatinCity kFrench[] = {
    {"Paris", 2146, 75001, 1},
    {"Marseille", 870, 13001, 4},
    {"Lyon", 522, 69001, 4},
    {"Toulouse", 498, 31000, 5},
    {"Nice", 343, 6000, 4},
    {"Nantes", 320, 44000, 2},
    {"Montpellier", 299, 34000, 4},
    {"Strasbourg", 287, 67000, 3},
    {"Bordeaux", 259, 33000, 5},
    {"Lille", 236, 59000, 3},
    {"Rennes", 222, 35000, 2},
    {"Reims", 181, 51100, 3},
    {"Toulon", 180, 83000, 4},
    {"Saint-Étienne", 173, 42000, 4},
    {"Le Havre", 166, 76600, 2},
    {"Dijon", 159, 21000, 3},
    {"Grenoble", 158, 38000, 4},
    {"Angers", 155, 49000, 2},
    {"Villeurbanne", 152, 69100, 4},
    {"Nîmes", 148, 30000, 4},
    {"Aix-en-Provence", 147, 13090, 4},
    {"Clermont-Ferrand", 147, 63000, 4},
    {"Le Mans", 144, 72000, 2},
    {"Brest", 139, 29200, 2},
    {"Tours", 137, 37000, 2},
    {"Amiens", 133, 80000, 3},
    {"Annecy", 131, 74000, 4},
    {"Limoges", 130, 87000, 5},
    {"Metz", 120, 57000, 3},
    {"Besançon", 119, 25000, 3},
};

constexpr std::string_view kEnglishStreets[] = {
    "Second Street", "Third Street", "First Street", "Fourth Street", "Park Street",
    "Main Street",   "Oak Street",   "Pine Street",  "Maple Avenue",  "Cedar Street",
    "Elm Street",    "View Road",    "Lake Street",  "Hill Road",     "Walnut Street",
    "Spring Street", "North Street", "Ridge Road",   "Church Street", "Willow Lane",
    "Mill Road",     "Sunset Drive", "River Road",   "High Street"};
constexpr std::string_view kGermanStreets[] = {
    "Hauptstraße",    "Schulstraße",  "Dorfstraße",   "Bahnhofstraße", "Gartenstraße",
    "Bergstraße",     "Lindenstraße", "Birkenweg",    "Kirchstraße",   "Waldstraße",
    "Ringstraße",     "Amselweg",     "Wiesenweg",    "Jahnstraße",    "Goethestraße",
    "Schillerstraße", "Buchenweg",    "Feldstraße",   "Mühlenweg",     "Am Sportplatz",
    "Friedhofstraße", "Rosenstraße",  "Mozartstraße", "Tulpenstraße"};
constexpr std::string_view kFrenchStreets[] = {
    "rue de l'Église",    "place de l'Église",       "Grande Rue",      "rue du Moulin",
    "place de la Mairie", "rue du Château",          "rue des Écoles",  "rue de la Gare",
    "rue de la Mairie",   "rue Principale",          "rue du Stade",    "rue de la Fontaine",
    "rue Pasteur",        "rue des Jardins",         "rue Victor Hugo", "rue Jean Jaurès",
    "rue de la Paix",     "avenue de la République", "rue du Lavoir",   "chemin des Vignes",
    "rue des Lilas",      "impasse des Rosiers",     "rue Neuve",       "boulevard Carnot"};

}  // namespace

std::span<const LatinCity> LatinCities(int language) {
  if (language == 0) return kEnglish;
  return language == 1 ? std::span<const LatinCity>(kGerman) : std::span<const LatinCity>(kFrench);
}

std::span<const std::string_view> LatinStreets(int language) {
  if (language == 0) return kEnglishStreets;
  if (language == 1) return kGermanStreets;
  return kFrenchStreets;
}

}  // namespace ieum::client
