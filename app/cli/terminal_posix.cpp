#include "app/cli/terminal.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

namespace stellatune::cli {

namespace {

constexpr size_t kUsualColumns = 80;
constexpr std::string_view kEraseLine = "\r\x1B[K";

void write(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

bool canRewriteLines()
{
    const char* const kind = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

} // namespace

Terminal::Terminal() : m_interactive(canRewriteLines()) {}

Terminal::~Terminal()
{
    clearProgress();
}

size_t Terminal::columns() const
{
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return kUsualColumns;
    return size.ws_col;
}

void Terminal::writeLine(std::string_view text)
{
    clearProgress();
    write(std::string(text).append("\n"));
}

void Terminal::showProgress(std::string_view line)
{
    if (!m_interactive)
        return;
    write(std::string(kEraseLine).append(line));
    m_progressShown = true;
}

void Terminal::clearProgress()
{
    if (m_progressShown)
        write(kEraseLine);
    m_progressShown = false;
}

} // namespace stellatune::cli
