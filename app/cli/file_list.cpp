#include "app/cli/file_list.h"

#include "app/cli/natural_order.h"
#include "engine/decode/decoder.h"

#include <algorithm>
#include <set>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

namespace fs = std::filesystem;

std::string nameOf(const fs::path& path)
{
    const auto name = path.u8string();
    return {name.begin(), name.end()};
}

class FolderWalk {
  public:
    explicit FolderWalk(FileList& list) : m_list(list) {}

    void add(const fs::path& folder)
    {
        std::error_code failure;
        const fs::path real = fs::canonical(folder, failure);
        if (!failure && !m_visited.insert(real).second)
            return;
        for (const fs::path& path : entriesOf(folder)) {
            std::error_code ignored;
            const fs::file_status status = fs::status(path, ignored);
            if (fs::is_directory(status))
                add(path);
            else if (fs::is_regular_file(status) && hasPlayableExtension(path))
                m_list.files.push_back(path);
        }
    }

  private:
    std::vector<fs::path> entriesOf(const fs::path& folder)
    {
        std::vector<std::pair<std::string, fs::path>> entries;
        std::error_code failure;
        for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
             entry.increment(failure)) {
            std::string name = nameOf(entry->path().filename());
            if (!name.starts_with('.'))
                entries.emplace_back(std::move(name), entry->path());
        }
        if (failure)
            m_list.errors.push_back(
                Error{ErrorCode::Io, "cli",
                      fmt::format("{}: the folder cannot be read: {}", nameOf(folder), failure.message())});
        std::sort(entries.begin(), entries.end(),
                  [](const auto& a, const auto& b) { return naturallyBefore(a.first, b.first); });
        std::vector<fs::path> paths;
        paths.reserve(entries.size());
        for (auto& entry : entries)
            paths.push_back(std::move(entry.second));
        return paths;
    }

    FileList& m_list;
    std::set<fs::path> m_visited;
};

} // namespace

FileList expandToFiles(const std::vector<fs::path>& paths)
{
    FileList list;
    for (const fs::path& path : paths) {
        std::error_code ignored;
        if (fs::is_directory(path, ignored))
            FolderWalk(list).add(path);
        else
            list.files.push_back(path);
    }
    return list;
}

} // namespace stellatune::cli
