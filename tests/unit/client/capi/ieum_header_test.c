/* Compiles only if the header is C99 by itself; capi_test.cc calls the function. */
#include "capi/ieum.h"

int HeaderIsC99(void);

int HeaderIsC99(void) {
  const ieum_message message = {""};
  return ieum_api_version() == IEUM_API_VERSION && message.text[0] == '\0' && IEUM_OK == 0;
}
