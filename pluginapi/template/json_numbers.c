/* SPDX-License-Identifier: MIT */
#include "json_numbers.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define MAXIMUM_DEPTH 32

/* Each function below takes something off the front and returns 1, or returns 0 when something else is there.
 */
typedef struct Cursor {
    const char* at;
    const char* end;
} Cursor;

static int isDigit(const Cursor* cursor)
{
    return cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9';
}

static int takeCharacter(Cursor* cursor, char wanted)
{
    if (cursor->at == cursor->end || *cursor->at != wanted) {
        return 0;
    }
    ++cursor->at;
    return 1;
}

static void skipSpace(Cursor* cursor)
{
    while (takeCharacter(cursor, ' ') || takeCharacter(cursor, '\n') || takeCharacter(cursor, '\r') ||
           takeCharacter(cursor, '\t')) {
    }
}

static int takeWord(Cursor* cursor, const char* word)
{
    const size_t length = strlen(word);
    if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, word, length) != 0) {
        return 0;
    }
    cursor->at += length;
    return 1;
}

/* out is what stands between the quotes, escapes and all. */
static int takeString(Cursor* cursor, StString* out)
{
    if (!takeCharacter(cursor, '"')) {
        return 0;
    }
    out->data = cursor->at;
    while (cursor->at < cursor->end && *cursor->at != '"') {
        const int isEscape = *cursor->at == '\\';
        if ((unsigned char)*cursor->at < 0x20 || cursor->end - cursor->at < 1 + isEscape) {
            return 0;
        }
        cursor->at += 1 + isEscape;
    }
    out->size = (uint64_t)(cursor->at - out->data);
    return takeCharacter(cursor, '"');
}

/* Not strtod(), which reads numbers the way the listener's language writes them. */
static int takeNumber(Cursor* cursor, double* out)
{
    const int isNegative = takeCharacter(cursor, '-');
    double value = 0.0;
    int exponent = 0;
    if (!isDigit(cursor)) {
        return 0;
    }
    if (!takeCharacter(cursor, '0')) {
        for (; isDigit(cursor); ++cursor->at) {
            value = value * 10.0 + (*cursor->at - '0');
        }
    }
    if (takeCharacter(cursor, '.')) {
        if (!isDigit(cursor)) {
            return 0;
        }
        for (; isDigit(cursor); ++cursor->at) {
            value = value * 10.0 + (*cursor->at - '0');
            --exponent;
        }
    }
    if (takeCharacter(cursor, 'e') || takeCharacter(cursor, 'E')) {
        const int isSmall = takeCharacter(cursor, '-');
        int power = 0;
        if (!isSmall) {
            takeCharacter(cursor, '+');
        }
        if (!isDigit(cursor)) {
            return 0;
        }
        for (; isDigit(cursor); ++cursor->at) {
            power = power < 1000 ? power * 10 + (*cursor->at - '0') : power;
        }
        exponent += isSmall ? -power : power;
    }
    /* A division keeps 0.1 what it is; a product with 10^-1 would not. */
    value = exponent < 0 ? value / pow(10.0, -exponent) : value * pow(10.0, exponent);
    *out = isNegative ? -value : value;
    return isfinite(value);
}

static int skipValue(Cursor* cursor, int depth)
{
    StString string;
    double number;
    const char opening = cursor->at < cursor->end ? *cursor->at : '\0';
    const char closing = opening == '{' ? '}' : ']';
    if (opening == '"') {
        return takeString(cursor, &string);
    }
    if (opening != '{' && opening != '[') {
        return takeWord(cursor, "true") || takeWord(cursor, "false") || takeWord(cursor, "null") ||
               takeNumber(cursor, &number);
    }
    if (depth == MAXIMUM_DEPTH) {
        return 0;
    }
    ++cursor->at;
    skipSpace(cursor);
    if (takeCharacter(cursor, closing)) {
        return 1;
    }
    do {
        skipSpace(cursor);
        if (opening == '{') {
            if (!takeString(cursor, &string)) {
                return 0;
            }
            skipSpace(cursor);
            if (!takeCharacter(cursor, ':')) {
                return 0;
            }
            skipSpace(cursor);
        }
        if (!skipValue(cursor, depth + 1)) {
            return 0;
        }
        skipSpace(cursor);
    } while (takeCharacter(cursor, ','));
    return takeCharacter(cursor, closing);
}

/* The text is a whole object by now. */
static int findNumber(Cursor cursor, const char* key, double* out)
{
    int result = JSON_NUMBER_ABSENT;
    takeCharacter(&cursor, '{');
    do {
        StString name;
        skipSpace(&cursor);
        if (!takeString(&cursor, &name)) {
            break; /* {} */
        }
        skipSpace(&cursor);
        takeCharacter(&cursor, ':');
        skipSpace(&cursor);
        if (name.size == strlen(key) && memcmp(name.data, key, strlen(key)) == 0) {
            Cursor value = cursor; /* of a key that comes twice the last counts */
            result = takeWord(&value, "null")  ? JSON_NUMBER_ABSENT
                     : takeNumber(&value, out) ? JSON_NUMBER_FOUND
                                               : JSON_NUMBER_NOT_ONE;
        }
        skipValue(&cursor, 1);
        skipSpace(&cursor);
    } while (takeCharacter(&cursor, ','));
    return result;
}

int jsonNumber(StString text, const char* key, double* out)
{
    Cursor cursor = {text.data, text.data};
    Cursor whole;
    if (text.size == 0) {
        return JSON_NUMBER_ABSENT;
    }
    cursor.end += text.size;
    skipSpace(&cursor);
    whole = cursor;
    if (cursor.at == cursor.end || *cursor.at != '{' || !skipValue(&cursor, 0)) {
        return JSON_NUMBER_NO_JSON;
    }
    skipSpace(&cursor);
    return cursor.at == cursor.end ? findNumber(whole, key, out) : JSON_NUMBER_NO_JSON;
}
