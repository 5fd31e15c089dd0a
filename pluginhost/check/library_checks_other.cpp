// The checks of a library's file know ELF alone; elsewhere the loader and what it leaves mapped have the last
// word.
#include "pluginhost/check/library_checks.h"

namespace stellatune {

void checkLibrary(Session& session, const std::filesystem::path&)
{
    session.note("exports", "this build of the checker cannot read the exports of libraries");
}

void checkSideLibraries(Session&, const std::filesystem::path&, const ModuleInfo&) {}

void explainLoadFailure(Session& session, const std::filesystem::path&, const std::string& words)
{
    session.error("load", words);
}

bool isPinned(const std::filesystem::path&)
{
    return false;
}

} // namespace stellatune
