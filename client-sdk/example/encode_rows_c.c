/* Encodes three rows with the C interface and prints each encoding in hexadecimal.
 *
 * usage: encode_rows_c PROFILE.json SECRET_FILE PROJECT
 */
#include <ieum.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kRows = 3, kFields = 5, kMostProfileBytes = 262144 };

/* Values stand in the order of the profile's fields; NULL means missing. */
static const char* const kValues[kRows * kFields] = {
    "김민준",  "1990-03-02", "M", "010-1234-5678",    "서울특별시 중구",
    "이서연",  "1985/11/30", "F", "+82 10 8765 4321", "부산광역시 북구",
    "박 지후", "20010115",   "M", NULL,               "경상북도 칠곡군"};

static int fail(const char* what) {
  fprintf(stderr, "encode_rows_c: %s\n", what);
  return 1;
}

static int encode(ieum_encoder* encoder) {
  const size_t size = ieum_encoder_encoding_size(encoder);
  size_t sizes[kRows * kFields];
  uint8_t* encodings = NULL;
  ieum_message message;
  ieum_code code;
  size_t i;

  if (ieum_encoder_field_count(encoder) != kFields) return fail("the profile has other fields");
  for (i = 0; i < kRows * kFields; ++i) sizes[i] = kValues[i] == NULL ? 0 : strlen(kValues[i]);
  encodings = malloc(kRows * size);
  if (encodings == NULL) return fail("not enough memory");
  code = ieum_encoder_encode(encoder, kRows, kValues, sizes, encodings, NULL, NULL, &message);
  for (i = 0; code == IEUM_OK && i < kRows * size; ++i) {
    printf("%02x%s", encodings[i], (i + 1) % size == 0 ? "\n" : "");
  }
  free(encodings);
  return code == IEUM_OK ? 0 : fail(message.text);
}

int main(int argc, char** argv) {
  static char profile[kMostProfileBytes];
  ieum_encoder* encoder = NULL;
  ieum_message message;
  size_t profile_size;
  FILE* file;
  int result;

  if (argc != 4) return fail("usage: encode_rows_c PROFILE.json SECRET_FILE PROJECT");
  file = fopen(argv[1], "rb");
  if (file == NULL) return fail("cannot open the profile");
  profile_size = fread(profile, 1, sizeof(profile), file);
  fclose(file);
  if (ieum_encoder_open(profile, profile_size, argv[2], NULL, 0, argv[3], &encoder, &message) !=
      IEUM_OK) {
    return fail(message.text);
  }
  result = encode(encoder);
  ieum_encoder_close(encoder);
  return result;
}
