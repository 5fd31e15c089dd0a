#include "candidate_id.h"

#include <charconv>
#include <system_error>

#include <pluginapi/sdk/path.h>

namespace stellatune::lrc {

namespace {

constexpr std::string_view kSideFile = "side:";
constexpr std::string_view kCollection = "collection:";
constexpr std::string_view kTag = "tag:";

bool take(std::string_view& text, std::string_view prefix)
{
    if (text.substr(0, prefix.size()) != prefix)
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

std::string CandidateId::toText() const
{
    const std::string name = sdk::toUtf8(path);
    switch (kind) {
    case Kind::Collection:
        return std::string(kCollection) + name;
    case Kind::Tag:
        return std::string(kTag) + std::to_string(index) + ":" + name;
    case Kind::SideFile:
        break;
    }
    return std::string(kSideFile) + name;
}

std::optional<CandidateId> CandidateId::parse(std::string_view text)
{
    CandidateId id;
    if (take(text, kSideFile)) {
        id.kind = Kind::SideFile;
    } else if (take(text, kCollection)) {
        id.kind = Kind::Collection;
    } else if (take(text, kTag)) {
        id.kind = Kind::Tag;
        const auto number = std::from_chars(text.data(), text.data() + text.size(), id.index);
        if (number.ec != std::errc())
            return std::nullopt;
        text.remove_prefix(static_cast<size_t>(number.ptr - text.data()));
        if (!take(text, ":"))
            return std::nullopt;
    } else {
        return std::nullopt;
    }
    if (text.empty() || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    id.path = sdk::toPath(text);
    const bool isWellFormed = id.kind == Kind::Collection
                                  ? id.path == id.path.filename() && id.path != ".." && id.path != "."
                                  : id.path.is_absolute();
    return isWellFormed ? std::optional(id) : std::nullopt;
}

} // namespace stellatune::lrc
