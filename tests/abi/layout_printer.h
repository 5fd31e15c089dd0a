/*
 * How layout.c prints what it lists: one line a structure, field or constant. Included once, by C and by C++.
 */
#ifndef STELLATUNE_TESTS_LAYOUT_PRINTER_H
#define STELLATUNE_TESTS_LAYOUT_PRINTER_H

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#include <cxxabi.h>
#include <typeinfo>
#define ALIGNMENT(type) alignof(type)
#define TYPE_NAME(type) typeid(type).name()
#define FIELD_TYPE_NAME(type, field) typeid(decltype(type::field)).name()
#else
#define ALIGNMENT(type) _Alignof(type)
#define TYPE_NAME(type) ""
#define FIELD_TYPE_NAME(type, field) ""
#endif

static int printsTypes;

/* The structure in hand, and how far its fields reach. */
static const char* structName = "";
static size_t structSize;
static size_t structEnd;

/* A field that the lists below forget leaves a hole, as the interface has no padding. */
static void expectNoHole(const char* next, size_t offset)
{
    if (structEnd != offset) {
        fprintf(stderr, "%s: bytes %zu to %zu, before %s, belong to no field that layout.c lists\n",
                structName, structEnd, offset, next);
        exit(2);
    }
}

static void endStruct(void)
{
    expectNoHole("the end", structSize);
}

static void beginStruct(const char* name, size_t size, size_t alignment)
{
    endStruct();
    structName = name;
    structSize = size;
    structEnd = 0;
    if (!printsTypes) {
        printf("%s size %zu align %zu\n", name, size, alignment);
    }
}

static void printType(const char* mangled)
{
#ifdef __cplusplus
    int status = 0;
    char* readable = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
    printf("%s\n", readable != nullptr ? readable : mangled);
    free(readable);
#else
    printf("%s\n", mangled);
#endif
}

static void printField(const char* name, size_t offset, size_t size, const char* type)
{
    expectNoHole(name, offset);
    structEnd = offset + size;
    printf("%s.%s ", structName, name);
    if (printsTypes) {
        printType(type);
    } else {
        printf("offset %zu size %zu\n", offset, size);
    }
}

static void printFunction(const char* name, const char* type)
{
    if (printsTypes) {
        printf("%s ", name);
        printType(type);
    }
}

static void printSigned(const char* name, int64_t value)
{
    if (!printsTypes) {
        printf("%s %" PRId64 "\n", name, value);
    }
}

static void printUnsigned(const char* name, uint64_t value)
{
    if (!printsTypes) {
        printf("%s %" PRIu64 "\n", name, value);
    }
}

static void printText(const char* name, const char* value)
{
    if (!printsTypes) {
        printf("%s \"%s\"\n", name, value);
    }
}

#define STRUCT(type) beginStruct(#type, sizeof(type), ALIGNMENT(type))
#define FIELD(type, field)                                                                                   \
    printField(#field, offsetof(type, field), sizeof(((type*)0)->field), FIELD_TYPE_NAME(type, field))
#define FUNCTION(type) printFunction(#type, TYPE_NAME(type))
#define SIGNED(constant) printSigned(#constant, constant)
#define UNSIGNED(constant) printUnsigned(#constant, constant)
#define TEXT(constant) printText(#constant, constant)

#endif
