#include "tests/stress/fixture_package.h"

#include "pluginapi/abi/module.h"
#include "pluginhost/package/manifest.h"
#include "pluginhost/package/package_path.h"
#include "tests/fixtures/plugins/plugin_files.h"
#include "tests/host/package/package_fixture.h"

#include <fmt/format.h>

namespace stellatune::testing {

std::filesystem::path packFixture(const std::filesystem::path& folder, const std::string& fixture,
                                  const std::string& pluginId, const std::string& version)
{
    const std::string library = fmt::format("{}/{}.so", packagePlatform(), fixture);
    Manifest manifest;
    manifest.id = pluginId;
    manifest.name = fixture;
    manifest.version = version;
    manifest.apiVersion = STELLATUNE_PLUGIN_API_VERSION;
    manifest.license = "GPL-3.0-or-later";
    manifest.libraries[std::string(packagePlatform())] = library;
    const std::filesystem::path file = folder / (fixture + ".stplugin");
    writeZip(file, {{"plugin.json", toJson(manifest)}, {library, readText(pluginFile(fixture))}});
    return file;
}

} // namespace stellatune::testing
