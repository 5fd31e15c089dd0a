// Opens a file and compares the refusal: a program of its own, so that a test can run it as another user.
// usage: decoder_open_probe FILE EXPECTED-MESSAGE
#include "engine/decode/decoder.h"

#include <cstdio>

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    const auto decoder = stellatune::openDecoder(argv[1]);
    const std::string message = decoder ? "it opened" : decoder.error().message;
    if (message == argv[2])
        return 0;
    std::fprintf(stderr, "expected: %s\ngot: %s\n", argv[2], message.c_str());
    return 1;
}
