#include "pluginhost/module/library_file.h"
#include "pluginhost/module/shared_library.h"

#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <dlfcn.h>
#include <fmt/format.h>

namespace stellatune {
namespace {

/// The loader's words without the path that they often open with.
std::string loaderComplaint(const std::filesystem::path& path)
{
    const char* text = ::dlerror();
    std::string_view words = text != nullptr ? text : "the loader gave no reason";
    const std::string prefix = path.string() + ": ";
    if (words.substr(0, prefix.size()) == prefix)
        words.remove_prefix(prefix.size());
    return std::string(words);
}

Error openFailure(const std::filesystem::path& path)
{
    const std::string name = path.filename().string();
    const std::string complaint = loaderComplaint(path);
    const size_t missing = complaint.find(": cannot open shared object file");
    if (missing != std::string::npos) {
        return {ErrorCode::Unsupported, "module",
                fmt::format("{} needs {}, which is not installed: install it, or ask the plugin's author",
                            name, complaint.substr(0, missing))};
    }
    return {ErrorCode::Unsupported, "module", fmt::format("{} cannot be loaded: {}", name, complaint)};
}

} // namespace

Result<SharedLibrary> SharedLibrary::open(const std::filesystem::path& path)
{
    std::error_code error;
    std::filesystem::path absolute = std::filesystem::absolute(path, error);
    if (error)
        return Error{ErrorCode::Io, "module", fmt::format("{}: {}", path.string(), error.message())};
    if (const Result<void> file = checkLibraryFile(absolute); !file)
        return file.error();
    if (void* handle = ::dlopen(absolute.c_str(), RTLD_LAZY | RTLD_NOLOAD); handle != nullptr) {
        ::dlclose(handle);
        return Error{
            ErrorCode::Busy, "module",
            fmt::format("{} is loaded already: a build is loaded once, and an update from a file of its own",
                        absolute.filename().string())};
    }
    void* handle = ::dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
        return openFailure(absolute);
    return SharedLibrary(std::move(absolute), handle);
}

SharedLibrary::SharedLibrary(std::filesystem::path path, void* handle)
    : m_path(std::move(path)), m_handle(handle)
{}

SharedLibrary::SharedLibrary(SharedLibrary&& other) noexcept
    : m_path(other.m_path), m_handle(std::exchange(other.m_handle, nullptr))
{}

SharedLibrary& SharedLibrary::operator=(SharedLibrary&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_handle, other.m_handle);
    return *this;
}

SharedLibrary::~SharedLibrary()
{
    if (m_handle != nullptr)
        close();
}

void* SharedLibrary::symbol(const char* name) const
{
    return m_handle != nullptr ? ::dlsym(m_handle, name) : nullptr;
}

void SharedLibrary::close()
{
    // Opening what stayed and closing it once more has the loader look anew whether anything still holds it.
    void* handle = std::exchange(m_handle, nullptr);
    if (handle == nullptr)
        handle = ::dlopen(m_path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (handle != nullptr)
        ::dlclose(handle);
}

} // namespace stellatune
