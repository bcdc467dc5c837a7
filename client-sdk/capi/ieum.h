/* Ieum's encoder for C and for every language that can call C: values of persons in, encodings and
 * blocking keys out, the same bytes as 'ieum encode' writes. C99. The Python package is made of it.
 *
 * The caller reads its own files or tables; this library checks each value (no resident
 * registration number, no connecting information), normalises it as the profile says, and encodes
 * it under the holder secret. Encodings may leave the holder; the secret and the values may not. A
 * host program should forbid core dumps (setrlimit RLIMIT_CORE), as 'ieum' does.
 *
 * Threads: different encoders may be used at the same time; one encoder by one thread at a time.
 * Stability: within one IEUM_API_VERSION functions are only added, and no meaning changes.
 */
#ifndef IEUM_H_
#define IEUM_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IEUM_API_VERSION 1

#if defined(__GNUC__)
#define IEUM_EXPORT __attribute__((visibility("default")))
#else
#define IEUM_EXPORT
#endif

/* Outcome of a call; numbers as in gRPC and docs/style.md. */
typedef enum ieum_code {
  IEUM_OK = 0,
  IEUM_INVALID_ARGUMENT = 3,    /* a profile, value or argument breaks a rule */
  IEUM_NOT_FOUND = 5,           /* no such file */
  IEUM_PERMISSION_DENIED = 7,   /* others can read the secret file, or another passphrase */
  IEUM_RESOURCE_EXHAUSTED = 8,  /* not enough memory */
  IEUM_FAILED_PRECONDITION = 9, /* memory for keys cannot be locked (ulimit -l) */
  IEUM_INTERNAL = 13,           /* our bug */
  IEUM_UNAVAILABLE = 14         /* the system cannot read */
} ieum_code;

/* What went wrong, which rule, what to do: UTF-8, ends with a zero byte, perhaps cut. Names records
 * (from 0) and fields, never a value, a secret or an encoding. Empty after IEUM_OK. */
typedef struct ieum_message {
  char text[1024];
} ieum_message;

typedef struct ieum_encoder ieum_encoder;

/* IEUM_API_VERSION of the library at run time. A program may refuse another one. */
IEUM_EXPORT int ieum_api_version(void);
/* Version of the software, such as "0.1.0". Static. */
IEUM_EXPORT const char* ieum_software_version(void);

/* Opens an encoder. In all functions `message` may be NULL; `encoder` must be open where it is not
 * said to be NULL.
 *   profile_json  the profile's text, profile_size bytes (a file, or 'ieum profile show NAME')
 *   secret_file   path of the holder secret, mode 0600
 *   passphrase    passphrase_size bytes that open the secret file; NULL if it is not encrypted.
 *                 Copied into locked memory; the caller overwrites its own.
 *   project       id of the project, as 'ieum encode --project'
 *   encoder       set to the encoder, or to NULL if the call fails
 */
IEUM_EXPORT ieum_code ieum_encoder_open(const char* profile_json, size_t profile_size,
                                        const char* secret_file, const char* passphrase,
                                        size_t passphrase_size, const char* project,
                                        ieum_encoder** encoder, ieum_message* message);
/* Cleanses and frees. NULL is allowed. */
IEUM_EXPORT void ieum_encoder_close(ieum_encoder* encoder);

/* Fields in the order that values take, and the column each has in a file. Strings live as long as
 * the encoder; NULL if `field` is not below the count. */
IEUM_EXPORT size_t ieum_encoder_field_count(const ieum_encoder* encoder);
IEUM_EXPORT const char* ieum_encoder_field_name(const ieum_encoder* encoder, size_t field);
IEUM_EXPORT const char* ieum_encoder_field_column(const ieum_encoder* encoder, size_t field);

/* Bytes of one encoding; blocking keys of one record, perhaps 0. */
IEUM_EXPORT size_t ieum_encoder_encoding_size(const ieum_encoder* encoder);
IEUM_EXPORT size_t ieum_encoder_blocking_key_count(const ieum_encoder* encoder);
/* SHA-256 of the profile's canonical form, 64 lower-case hexadecimal digits. */
IEUM_EXPORT const char* ieum_encoder_profile_digest(const ieum_encoder* encoder);

/* Encodes record_count records.
 *   values        [record_count * field_count] UTF-8 texts, record by record; NULL: missing
 *   sizes         [record_count * field_count] their bytes; size 0: missing
 *   encodings     [record_count * encoding_size], overwritten
 *   blocking_keys [record_count * blocking_key_count], overwritten, 0 where a record has none; NULL
 *                 if not wanted
 *   failed_record set to the first record that breaks a rule (IEUM_INVALID_ARGUMENT), else to
 *                 record_count (also if an argument is NULL, which has the same code); may be
 *                 NULL. The outputs of the records before it are whole, all later ones are zero
 * Values and outputs are the caller's and are not kept. Encoding on goes with the next call.
 */
IEUM_EXPORT ieum_code ieum_encoder_encode(ieum_encoder* encoder, size_t record_count,
                                          const char* const* values, const size_t* sizes,
                                          uint8_t* encodings, uint64_t* blocking_keys,
                                          size_t* failed_record, ieum_message* message);

#ifdef __cplusplus
}
#endif

#endif /* IEUM_H_ */
