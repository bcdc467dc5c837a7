#include "ieum/client/synth/korean_names.h"

namespace ieum::client {
namespace {

// Thousands of persons in the census of 2015, surnames of one Hangul form summed over their Hanja
// (Statistics Korea, KOSIS table DT_1IN15SD), with the spelling most usual in passports; 류 is
// 柳 less those written 유. The
// surnames left out are those of 1.5 per cent of the population.
constexpr KoreanSurname kSurnames[] = {
    {u"김", u"KIM", 10690},    {u"이", u"LEE", 7307},     {u"박", u"PARK", 4192},
    {u"정", u"JUNG", 2399},    {u"최", u"CHOI", 2334},    {u"조", u"JO", 1454},
    {u"강", u"KANG", 1269},    {u"윤", u"YOON", 1021},    {u"장", u"JANG", 1015},
    {u"임", u"LIM", 1015},     {u"신", u"SHIN", 986},     {u"유", u"YOO", 951},
    {u"한", u"HAN", 773},      {u"오", u"OH", 763},       {u"전", u"JEON", 752},
    {u"서", u"SEO", 751},      {u"권", u"KWON", 706},     {u"황", u"HWANG", 697},
    {u"안", u"AHN", 686},      {u"송", u"SONG", 683},     {u"홍", u"HONG", 558},
    {u"양", u"YANG", 530},     {u"고", u"KO", 471},       {u"문", u"MOON", 464},
    {u"손", u"SON", 457},      {u"배", u"BAE", 401},      {u"백", u"BAEK", 382},
    {u"허", u"HEO", 326},      {u"노", u"NOH", 315},      {u"심", u"SHIM", 272},
    {u"주", u"JOO", 232},      {u"하", u"HA", 230},       {u"곽", u"KWAK", 203},
    {u"구", u"KOO", 196},      {u"차", u"CHA", 194},      {u"우", u"WOO", 194},
    {u"성", u"SUNG", 189},     {u"진", u"JIN", 179},      {u"나", u"NA", 172},
    {u"류", u"RYU", 164},      {u"지", u"JI", 160},       {u"민", u"MIN", 159},
    {u"남", u"NAM", 153},      {u"엄", u"UHM", 144},      {u"변", u"BYUN", 139},
    {u"원", u"WON", 132},      {u"채", u"CHAE", 131},     {u"방", u"BANG", 128},
    {u"천", u"CHUN", 118},     {u"공", u"KONG", 89},      {u"현", u"HYUN", 88},
    {u"여", u"YEO", 81},       {u"함", u"HAM", 79},       {u"염", u"YEOM", 69},
    {u"추", u"CHU", 61},       {u"석", u"SEOK", 56},      {u"도", u"DO", 55},
    {u"소", u"SO", 52},        {u"선", u"SUN", 46},       {u"설", u"SEOL", 46},
    {u"명", u"MYUNG", 39},     {u"위", u"WI", 39},        {u"마", u"MA", 38},
    {u"길", u"GIL", 38},       {u"연", u"YEON", 33},      {u"표", u"PYO", 30},
    {u"반", u"BAN", 27},       {u"기", u"KI", 26},        {u"왕", u"WANG", 25},
    {u"금", u"KEUM", 24},      {u"옥", u"OK", 23},        {u"육", u"YOOK", 22},
    {u"인", u"IN", 22},        {u"맹", u"MAENG", 21},     {u"모", u"MO", 21},
    {u"탁", u"TAK", 21},       {u"제", u"JE", 20},        {u"국", u"KOOK", 20},
    {u"남궁", u"NAMGUNG", 20}, {u"어", u"EO", 18},        {u"피", u"PI", 17},
    {u"봉", u"BONG", 12},      {u"황보", u"HWANGBO", 10}, {u"제갈", u"JEGAL", 5},
    {u"선우", u"SUNWOO", 3},
};

}  // namespace

std::span<const KoreanSurname> KoreanSurnames() { return kSurnames; }

}  // namespace ieum::client
