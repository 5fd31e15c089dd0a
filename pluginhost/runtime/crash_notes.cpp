#include "pluginhost/runtime/crash_memory.h"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace stellatune {

namespace fs = std::filesystem;

std::vector<CrashNote> CrashMemory::takeNotes(const fs::path& folder)
{
    std::vector<CrashNote> notes;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failure)) {
        if (entry.path().extension() != ".crash")
            continue;
        CrashNote note;
        {
            std::ifstream file(entry.path());
            std::getline(file, note.pluginId);
            std::getline(file, note.function);
            std::getline(file, note.what);
        }
        std::error_code ignored;
        fs::remove(entry.path(), ignored);
        if (note.pluginId.empty())
            continue; // it was killed
        notes.push_back(std::move(note));
    }
    std::sort(notes.begin(), notes.end(), [](const CrashNote& a, const CrashNote& b) {
        return a.pluginId != b.pluginId ? a.pluginId < b.pluginId : a.function < b.function;
    });
    return notes;
}

} // namespace stellatune
