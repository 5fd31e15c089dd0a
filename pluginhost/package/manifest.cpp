#include "pluginhost/package/manifest.h"

#include "pluginapi/abi/module.h"
#include "pluginhost/package/package_path.h"
#include "pluginhost/package/semantic_version.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace stellatune {

namespace {

using Json = nlohmann::ordered_json;

constexpr uint64_t kFormat = 1;
constexpr size_t kLongestText = 500; ///< bytes
constexpr size_t kMostLibraries = 32;
constexpr int kDeepest = 8;             ///< levels of objects and arrays
constexpr size_t kLongestPlatform = 40; ///< characters

Error refusal(ErrorCode code, std::string text)
{
    return {code, "plugins.manifest", "plugin.json: " + std::move(text)};
}

/// How a value looks in a message.
std::string quoted(const Json& value)
{
    std::string text = value.dump(-1, ' ', true);
    if (text.size() > 60)
        text = text.substr(0, 57) + "...";
    return text;
}

bool consistsOf(std::string_view text, std::string_view punctuation)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               punctuation.find(c) != std::string_view::npos;
    });
}

bool isOneLine(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

/// "linux-x86_64"
bool isPlatform(std::string_view name)
{
    const size_t dash = name.find('-');
    return name.size() <= kLongestPlatform && dash != std::string_view::npos &&
           consistsOf(name.substr(0, dash), "") && consistsOf(name.substr(dash + 1), "_");
}

/// What a parser lets pass.
struct ParseFaults {
    std::optional<std::string>
        twice; ///< the first key that an object has twice, of which one is kept silently
    bool isTooDeep = false;
};

/// Nothing is kept below the deepest level that a manifest can need, because what is printed or destroyed
/// level by level uses up the stack.
Json parse(std::string_view text, ParseFaults& faults)
{
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
        faults.isTooDeep = faults.isTooDeep || depth > kDeepest;
        if (faults.isTooDeep)
            return false;
        if (event == Json::parse_event_t::object_start) {
            keys.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            keys.pop_back();
        } else if (event == Json::parse_event_t::key) {
            auto key = value.get<std::string>();
            if (!keys.back().insert(key).second && !faults.twice)
                faults.twice = std::move(key);
        }
        return true;
    };
    return Json::parse(text, watch);
}

/// Takes one key after the other and keeps the first complaint.
class ManifestReader {
  public:
    explicit ManifestReader(const Json& json) : m_json(json) {}

    Result<Manifest> read()
    {
        checkFormat();
        checkKeys();
        readId();
        readName();
        readVersion();
        readApiVersion();
        m_manifest.author = text("author");
        m_manifest.license = text("license");
        m_manifest.description = text("description");
        m_manifest.homepage = text("homepage");
        readLibraries();
        if (m_error)
            return std::move(*m_error);
        return std::move(m_manifest);
    }

  private:
    void complain(std::string text, ErrorCode code = ErrorCode::Corrupt)
    {
        if (!m_error)
            m_error = refusal(code, std::move(text));
    }

    /// Null, with a complaint, when the key is not there.
    const Json* required(const char* key, std::string_view remedy)
    {
        const auto found = m_json.find(key);
        if (found != m_json.end())
            return &*found;
        complain(fmt::format("the key \"{}\" is missing: add {}", key, remedy));
        return nullptr;
    }

    void wrong(const std::string& key, const Json& value, std::string_view remedy,
               ErrorCode code = ErrorCode::Corrupt)
    {
        complain(fmt::format("the key \"{}\" is {}: write {}", key, quoted(value), remedy), code);
    }

    void checkFormat()
    {
        const Json* format = required("format", "\"format\": 1");
        if (format == nullptr)
            return;
        if (!format->is_number_unsigned() || format->get<uint64_t>() < kFormat)
            wrong("format", *format, "1");
        else if (format->get<uint64_t>() > kFormat)
            complain(
                fmt::format("the key \"format\" is {}; this program reads {}: install a newer version of "
                            "StellaTune",
                            quoted(*format), kFormat),
                ErrorCode::Unsupported);
    }

    void checkKeys()
    {
        static const std::set<std::string> kKnown = {"format",      "id",       "name",    "version",
                                                     "api_version", "author",   "license", "description",
                                                     "homepage",    "libraries"};
        for (const auto& item : m_json.items()) {
            if (kKnown.count(item.key()) == 0)
                complain(fmt::format("the key {} is not known: remove it, or correct its spelling",
                                     quoted(Json(item.key()))));
        }
    }

    /// Optional; empty when it is not there.
    std::string text(const char* key)
    {
        const auto found = m_json.find(key);
        if (found == m_json.end())
            return {};
        if (!found->is_string() || !isOneLine(found->get_ref<const std::string&>()) ||
            found->get_ref<const std::string&>().size() > kLongestText) {
            wrong(key, *found, fmt::format("one line of at most {} bytes of text", kLongestText));
            return {};
        }
        return found->get<std::string>();
    }

    void readId()
    {
        constexpr std::string_view kRemedy = "a reversed domain of a-z, 0-9, '-' and '.', such as "
                                             "\"org.example.tremolo\"";
        const Json* id = required("id", kRemedy);
        if (id == nullptr)
            return;
        if (id->is_string() && isPluginId(id->get_ref<const std::string&>()))
            m_manifest.id = id->get<std::string>();
        else
            wrong("id", *id, kRemedy);
    }

    void readName()
    {
        constexpr std::string_view kRemedy = "the plugin's name for people";
        if (const Json* name = required("name", kRemedy); name != nullptr) {
            m_manifest.name = text("name");
            if (m_manifest.name.empty())
                wrong("name", *name, kRemedy);
        }
    }

    void readVersion()
    {
        constexpr std::string_view kRemedy = "a semantic version, such as \"1.0.0\"";
        const Json* version = required("version", kRemedy);
        if (version == nullptr)
            return;
        if (version->is_string() && SemanticVersion::parse(version->get_ref<const std::string&>()))
            m_manifest.version = version->get<std::string>();
        else
            wrong("version", *version, kRemedy);
    }

    void readApiVersion()
    {
        const std::string remedy = fmt::format("the interface version that the plugin was built for, {}",
                                               STELLATUNE_PLUGIN_API_VERSION);
        const Json* version = required("api_version", remedy);
        if (version == nullptr)
            return;
        if (!version->is_number_unsigned()) {
            wrong("api_version", *version, remedy);
        } else if (version->get<uint64_t>() != STELLATUNE_PLUGIN_API_VERSION) {
            complain(
                fmt::format(
                    "the key \"api_version\" is {}; this program has {}: install a newer version of {}",
                    quoted(*version), STELLATUNE_PLUGIN_API_VERSION,
                    version->get<uint64_t>() < STELLATUNE_PLUGIN_API_VERSION ? "the plugin" : "StellaTune"),
                ErrorCode::Unsupported);
        }
        m_manifest.apiVersion = STELLATUNE_PLUGIN_API_VERSION;
    }

    void readLibraries()
    {
        constexpr std::string_view kRemedy = "an object with one library for each platform, such as "
                                             "{\"linux-x86_64\": \"linux-x86_64/tremolo.so\"}";
        const Json* libraries = required("libraries", kRemedy);
        if (libraries == nullptr)
            return;
        if (!libraries->is_object() || libraries->empty() || libraries->size() > kMostLibraries)
            return wrong("libraries", *libraries, kRemedy);
        for (const auto& item : libraries->items()) {
            if (!isPlatform(item.key()))
                return complain(
                    fmt::format("the key {} in \"libraries\" is no platform: write a system and a "
                                "machine, such as \"linux-x86_64\"",
                                quoted(Json(item.key()))));
            const std::string key = "libraries." + item.key();
            if (!item.value().is_string())
                return wrong(key, item.value(), "the library's place in the package");
            auto path = item.value().get<std::string>();
            if (const std::string fault = faultOfPackagePath(path); !fault.empty())
                return complain(
                    fmt::format("the key \"{}\" is {}, which {}: write the library's place in the "
                                "package",
                                key, quoted(item.value()), fault));
            m_manifest.libraries.emplace(item.key(), std::move(path));
        }
    }

    const Json& m_json;
    Manifest m_manifest;
    std::optional<Error> m_error;
};

} // namespace

std::string toJson(const Manifest& manifest)
{
    return Json{{"format", kFormat},
                {"id", manifest.id},
                {"name", manifest.name},
                {"version", manifest.version},
                {"api_version", manifest.apiVersion},
                {"author", manifest.author},
                {"license", manifest.license},
                {"description", manifest.description},
                {"homepage", manifest.homepage},
                {"libraries", manifest.libraries}}
               .dump(2) +
           "\n";
}

Result<Manifest> manifestFromJson(std::string_view text)
{
    if (text.size() > kLongestManifest)
        return refusal(ErrorCode::Corrupt, fmt::format("is {} bytes long: shorten it to at most {}",
                                                       text.size(), kLongestManifest));
    ParseFaults faults;
    Json json;
    try {
        json = parse(text, faults);
    } catch (const Json::exception& exception) {
        return refusal(ErrorCode::Corrupt,
                       fmt::format("is no JSON: {}. Mend it, or have stellatune_add_plugin() write it",
                                   exception.what()));
    }
    if (faults.isTooDeep)
        return refusal(ErrorCode::Corrupt, fmt::format("is nested deeper than {} levels: remove what is not "
                                                       "known",
                                                       kDeepest));
    if (!json.is_object())
        return refusal(ErrorCode::Corrupt, fmt::format("is {}: write a JSON object", quoted(json)));
    if (faults.twice)
        return refusal(ErrorCode::Corrupt,
                       fmt::format("the key {} is there twice: remove one", quoted(Json(*faults.twice))));
    return ManifestReader(json).read();
}

bool isPluginId(std::string_view id)
{
    return id.size() >= 3 && id.size() <= 128 && consistsOf(id, ".-") && id.front() != '.' &&
           id.find("..") == std::string_view::npos && faultOfPackagePath(id).empty();
}

Result<std::string> libraryFor(const Manifest& manifest, std::string_view platform)
{
    const auto found = manifest.libraries.find(std::string(platform));
    if (found != manifest.libraries.end())
        return found->second;
    std::vector<std::string> others;
    for (const auto& library : manifest.libraries)
        others.push_back(library.first);
    return Error{
        ErrorCode::Unsupported, "plugins.manifest",
        fmt::format("{} {} was built for {}; this is {}: install the plugin's package for this system",
                    manifest.name, manifest.version, fmt::join(others, ", "), platform)};
}

} // namespace stellatune
