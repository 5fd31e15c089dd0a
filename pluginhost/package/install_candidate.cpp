#include "pluginhost/package/install_candidate.h"

#include "pluginhost/package/semantic_version.h"

#include <fmt/format.h>

namespace stellatune {

namespace {

Error question(std::string text)
{
    return {ErrorCode::ConsentNeeded, "plugins.install", std::move(text)};
}

} // namespace

InstallRelation relate(const Manifest& manifest, const Fingerprint& fingerprint,
                       const DesiredPlugin* installed, const std::optional<std::string>& installedAuthor)
{
    InstallRelation relation;
    if (installed == nullptr)
        return relation;
    relation.replaces = *installed;
    relation.isSameBuild = installed->fingerprint.isSameBuild(fingerprint);
    const auto from = SemanticVersion::parse(installed->version);
    const auto to = SemanticVersion::parse(manifest.version);
    relation.isDowngrade = from && to && *to < *from;
    relation.isFromOtherSource = !relation.isSameBuild && installedAuthor != manifest.author;
    return relation;
}

Result<void> checkConsent(const Manifest& manifest, const InstallRelation& relation, InstallConsent consent)
{
    if (relation.isFromOtherSource && !consent.otherSource)
        return question(fmt::format(
            "{} is installed already, and not known to be by the same author as {}: replace it?", manifest.id,
            manifest.author.empty() ? "this one, who is not named" : manifest.author));
    if (relation.isDowngrade && !consent.downgrade)
        return question(fmt::format("{} {} is installed; {} is older: replace it?", manifest.name,
                                    relation.replaces->version, manifest.version));
    return {};
}

} // namespace stellatune
