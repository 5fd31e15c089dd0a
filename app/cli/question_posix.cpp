#include "app/cli/question.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <iostream>

#include <unistd.h>

namespace stellatune::cli {

bool canAsk()
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

std::optional<bool> ask(const std::string& question, bool otherwise)
{
    std::string line;
    for (;;) {
        std::fprintf(stderr, "%s [%s] ", question.c_str(), otherwise ? "Y/n" : "y/N");
        std::fflush(stderr);
        if (!std::getline(std::cin, line)) {
            std::fputs("\n", stderr);
            return std::nullopt;
        }
        std::transform(line.begin(), line.end(), line.begin(),
                       [](unsigned char letter) { return std::tolower(letter); });
        if (line.empty())
            return otherwise;
        if (line == "y" || line == "yes")
            return true;
        if (line == "n" || line == "no")
            return false;
    }
}

} // namespace stellatune::cli
