#include "pluginhost/package/store_folders.h"

#include "pluginhost/base/file_error.h"

#include <system_error>

namespace stellatune {

namespace fs = std::filesystem;

StoreFolders::StoreFolders(const fs::path& folder)
    : root(fs::absolute(folder)), desiredFile(root / "desired.json"), historyFile(root / "history.json"),
      decoderOrderFile(root / "decoder-order.json"), lockFile(root / "lock"), installed(root / "installed"),
      incoming(root / "incoming"), trash(root / "trash"), shadow(root / "shadow"), data(root / "data")
{}

Result<void> StoreFolders::make() const
{
    for (const fs::path& folder : {root, installed, incoming, trash, shadow, data}) {
        std::error_code error;
        fs::create_directories(folder, error);
        if (error)
            return fileError(folder, "made", error);
    }
    return {};
}

} // namespace stellatune
