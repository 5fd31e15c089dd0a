#include "app/cli/question.h"

#include <cstdio>
#include <iostream>

#include <unistd.h>

namespace stellatune::cli {

bool canAsk()
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

bool ask(const std::string& question, bool otherwise)
{
    std::fprintf(stderr, "%s [%s] ", question.c_str(), otherwise ? "Y/n" : "y/N");
    std::fflush(stderr);
    std::string line;
    if (!std::getline(std::cin, line))
        return false;
    if (line.empty())
        return otherwise;
    return line[0] == 'y' || line[0] == 'Y';
}

} // namespace stellatune::cli
