#include "pluginhost/base/file_error.h"
#include "pluginhost/package/store_lock.h"

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

namespace stellatune {

namespace {

class PosixStoreLock final : public StoreLock {
  public:
    explicit PosixStoreLock(int descriptor) : m_descriptor(descriptor) {}
    ~PosixStoreLock() override { ::close(m_descriptor); }
    PosixStoreLock(const PosixStoreLock&) = delete;
    PosixStoreLock& operator=(const PosixStoreLock&) = delete;

    int descriptor() const { return m_descriptor; }

  private:
    const int m_descriptor;
};

/// What the holder wrote; it may be on its way to do so.
std::string holderOf(int descriptor)
{
    std::array<char, 32> text{};
    const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
    const std::string holder(text.data(), count > 0 ? static_cast<size_t>(count) : 0);
    return holder.empty() ? "another process" : "process " + holder;
}

} // namespace

Result<std::unique_ptr<StoreLock>> StoreLock::take(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fileError(file, "opened", {errno, std::generic_category()});
    auto lock = std::make_unique<PosixStoreLock>(descriptor);
    // Rather than fcntl(), whose locks end when any descriptor of the file is closed in this process.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fileError(file, "locked", {errno, std::generic_category()});
        return Error{ErrorCode::Busy, "plugins.store",
                     fmt::format("The plugins in {} are looked after by {}: ask that one, or end it",
                                 inUtf8(file.parent_path()), holderOf(descriptor))};
    }
    const std::string owner = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, owner.data(), owner.size(), 0) < 0)
        return fileError(file, "written", {errno, std::generic_category()});
    return std::unique_ptr<StoreLock>(std::move(lock));
}

} // namespace stellatune
