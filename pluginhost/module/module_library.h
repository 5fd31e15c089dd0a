// One plugin's library: loaded, its table read and found sound, closed and seen to be gone.
#pragma once

#include "pluginapi/abi/module.h"
#include "pluginhost/base/result.h"
#include "pluginhost/module/module_table.h"
#include "pluginhost/module/residency.h"
#include "pluginhost/module/shared_library.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

class ModuleLibrary {
  public:
    /// Loads the library, calls its entry and checks the whole table. `host` must live until the library is
    /// closed. The error names the file and, where there is one, the remedy; the library is closed again by
    /// then. [module]
    static Result<std::shared_ptr<ModuleLibrary>> load(const std::filesystem::path& path, const StHost& host);

    /// close(), when nobody did.
    ~ModuleLibrary();
    ModuleLibrary(const ModuleLibrary&) = delete;
    ModuleLibrary& operator=(const ModuleLibrary&) = delete;

    // ---- what it offers; any thread; the pointers, and capabilities(), are valid until close() ----
    const std::filesystem::path& path() const { return m_library.path(); }
    const ModuleInfo& info() const { return m_info; }
    /// Those of the kinds that this host knows, in the library's order.
    const std::vector<ModuleCapability>& capabilities() const { return m_capabilities; }
    /// Null when there is no such type.
    const ModuleCapability* find(CapabilityKind kind, std::string_view typeId) const;
    const StDecoderType* decoder(std::string_view typeId) const;
    const StDspType* dsp(std::string_view typeId) const;
    const StSourceType* source(std::string_view typeId) const;
    const StLyricsType* lyrics(std::string_view typeId) const;
    const StSinkType* sink(std::string_view typeId) const;

    // ---- the end; [module], with no instance, stream or operation alive ----
    /// Has the library end its threads and free what it holds. May take as long as the plugin does. Without
    /// effect after the first time, and in libraries that have no such function.
    Result<void> shutdown();
    /// shutdown(), when nobody did, then closes the library and looks whether it is gone. A library that
    /// stayed can be closed again later.
    Residency close();

  private:
    ModuleLibrary(SharedLibrary library, const StModule* module, MappedImage image, ModuleTable table);
    template <typename Type>
    const Type* findType(CapabilityKind kind, std::string_view typeId) const;

    SharedLibrary m_library;
    const StModule* m_module; ///< null once closed
    MappedImage m_image;
    ModuleInfo m_info;
    std::vector<ModuleCapability> m_capabilities;
    bool m_isShutDown = false;
};

} // namespace stellatune
