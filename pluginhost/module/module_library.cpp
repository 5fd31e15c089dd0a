#include "pluginhost/module/module_library.h"

#include "pluginhost/base/file_error.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stellatune {
namespace {

constexpr const char* kDomain = "module";

Error refusal(const std::filesystem::path& path, const TableFault& fault)
{
    const std::string file = inUtf8(path.filename());
    const std::string part = fault.where == "module" ? "" : fault.where + " ";
    return {fault.code, kDomain, part.empty() ? file + " " + fault.text : file + ": " + part + fault.text};
}

} // namespace

Result<std::shared_ptr<ModuleLibrary>> ModuleLibrary::load(const std::filesystem::path& path,
                                                           const StHost& host)
{
    Result<SharedLibrary> library = SharedLibrary::open(path);
    if (!library)
        return library.error();
    const std::string file = inUtf8(library->path().filename());
    const auto entry = reinterpret_cast<StPluginEntry>(library->symbol(STELLATUNE_PLUGIN_ENTRY_SYMBOL));
    if (entry == nullptr) {
        return Error{ErrorCode::Corrupt, kDomain,
                     fmt::format("{} is no plugin of StellaTune: it does not export {}", file,
                                 STELLATUNE_PLUGIN_ENTRY_SYMBOL)};
    }
    MappedImage image(library->path(), reinterpret_cast<const void*>(entry));
    const StModule* module = entry(&host);
    ModuleTable table = readModuleTable(module);
    if (!table.faults.empty()) {
        Error error = refusal(library->path(), table.faults.front());
        // Its entry succeeded: threads that it started must not run into unmapped memory.
        if (table.shutdown != nullptr && table.shutdown() != ST_OK)
            log(LogLevel::Warning, kDomain, "{} was refused and fails in shutdown", file);
        library->close();
        if (image.isMapped())
            log(LogLevel::Warning, kDomain, "{} was refused but stays loaded: {}", file,
                reasonForStaying(image.path()));
        return error;
    }
    return std::shared_ptr<ModuleLibrary>(
        new ModuleLibrary(std::move(*library), module, std::move(image), std::move(table)));
}

ModuleLibrary::ModuleLibrary(SharedLibrary library, const StModule* module, MappedImage image,
                             ModuleTable table)
    : m_library(std::move(library)), m_module(module), m_image(std::move(image)),
      m_info(std::move(table.info)), m_capabilities(std::move(table.capabilities))
{}

ModuleLibrary::~ModuleLibrary()
{
    if (m_module == nullptr)
        return;
    const Residency residency = close();
    if (!residency.unmapped)
        log(LogLevel::Warning, kDomain, "{} stays loaded: {}", inUtf8(path().filename()), residency.reason);
}

const ModuleCapability* ModuleLibrary::find(CapabilityKind kind, std::string_view typeId) const
{
    const auto found =
        std::find_if(m_capabilities.begin(), m_capabilities.end(), [&](const ModuleCapability& capability) {
            return capability.kind == kind && capability.typeId == typeId;
        });
    return found == m_capabilities.end() ? nullptr : &*found;
}

template <typename Type>
const Type* ModuleLibrary::findType(CapabilityKind kind, std::string_view typeId) const
{
    const ModuleCapability* capability = find(kind, typeId);
    return capability == nullptr ? nullptr : std::get<const Type*>(capability->type);
}

const StDecoderType* ModuleLibrary::decoder(std::string_view typeId) const
{
    return findType<StDecoderType>(CapabilityKind::Decoder, typeId);
}

const StDspType* ModuleLibrary::dsp(std::string_view typeId) const
{
    return findType<StDspType>(CapabilityKind::Dsp, typeId);
}

const StSourceType* ModuleLibrary::source(std::string_view typeId) const
{
    return findType<StSourceType>(CapabilityKind::Source, typeId);
}

const StLyricsType* ModuleLibrary::lyrics(std::string_view typeId) const
{
    return findType<StLyricsType>(CapabilityKind::Lyrics, typeId);
}

const StSinkType* ModuleLibrary::sink(std::string_view typeId) const
{
    return findType<StSinkType>(CapabilityKind::Output, typeId);
}

Result<void> ModuleLibrary::shutdown()
{
    if (m_module == nullptr || std::exchange(m_isShutDown, true) || m_module->shutdown == nullptr)
        return {};
    const int32_t status = m_module->shutdown();
    if (status != ST_OK)
        return Error{
            ErrorCode::Internal, kDomain,
            fmt::format("{} ended with the error {} in shutdown", inUtf8(path().filename()), status)};
    return {};
}

Residency ModuleLibrary::close()
{
    if (const Result<void> ended = shutdown(); !ended)
        log(LogLevel::Warning, kDomain, "{}", ended.error().message);
    m_module = nullptr;
    m_capabilities.clear();
    m_library.close();
    if (!m_image.isMapped())
        return {true, {}};
    return {false, reasonForStaying(m_image.path())};
}

} // namespace stellatune
