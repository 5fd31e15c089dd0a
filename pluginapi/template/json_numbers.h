/* SPDX-License-Identifier: MIT */
/* Just enough JSON for a configuration of plain numbers. */
#ifndef JSON_NUMBERS_H
#define JSON_NUMBERS_H

#include <pluginapi/abi/string.h>

#define JSON_NUMBER_FOUND 0
#define JSON_NUMBER_ABSENT 1  /* no such key, or null */
#define JSON_NUMBER_NOT_ONE 2 /* the key has a value of another kind */
#define JSON_NUMBER_NO_JSON 3 /* the text is not a JSON object */

/* The number under a key of an object; an empty text counts as {}. */
int jsonNumber(StString text, const char* key, double* out);

#endif
