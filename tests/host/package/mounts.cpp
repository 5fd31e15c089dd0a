#include "tests/host/package/mounts.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include <sched.h>
#include <sys/mount.h>

namespace stellatune::testing {

namespace fs = std::filesystem;

namespace {

void mountOver(const fs::path& path, const char* source, const char* type, unsigned long flags,
               const std::string& options)
{
    const auto mountIt = [&] { return ::mount(source, path.c_str(), type, flags, options.c_str()); };
    if (mountIt() == 0)
        return;
    if (errno != EPERM || ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 || mountIt() != 0)
        throw std::runtime_error(std::string("mount: ") + std::strerror(errno));
}

} // namespace

HeldPath::HeldPath(fs::path path) : m_path(std::move(path))
{
    mountOver(m_path, m_path.c_str(), nullptr, MS_BIND, {});
}

HeldPath::~HeldPath()
{
    ::umount2(m_path.c_str(), MNT_DETACH);
}

SmallDisk::SmallDisk(fs::path folder, uint64_t bytes) : m_folder(std::move(folder))
{
    mountOver(m_folder, "tmpfs", "tmpfs", 0, "mode=0700,size=" + std::to_string(bytes));
}

SmallDisk::~SmallDisk()
{
    ::umount2(m_folder.c_str(), MNT_DETACH);
}

void SmallDisk::setWritable(bool isWritable) const
{
    if (isWritable) {
        ::umount2(m_folder.c_str(), MNT_DETACH);
        return;
    }
    // The disk itself stays as it is while files are open on it; this lies over it.
    mountOver(m_folder, m_folder.c_str(), nullptr, MS_BIND, {});
    if (::mount(nullptr, m_folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0)
        throw std::runtime_error(std::string("remount: ") + std::strerror(errno));
}

void SmallDisk::fillUpTo(uint64_t freeBytes) const
{
    const fs::path ballast = m_folder / "ballast";
    fs::remove(ballast);
    std::ofstream file(ballast, std::ios::binary);
    const std::string block(4096, 'x');
    for (uint64_t left = fs::space(m_folder).available; left > freeBytes; left -= block.size())
        file << block << std::flush;
    if (!file)
        throw std::runtime_error("the disk is fuller than it should be");
}

} // namespace stellatune::testing
