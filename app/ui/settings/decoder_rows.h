// Who is asked to play files of one kind, in words and in order. Pure.
#pragma once

#include "pluginhost/runtime/coordinator.h"
#include "pluginhost/runtime/decoder_candidate.h"

#include <QString>
#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace stellatune {

struct DecoderRow {
    std::string name; ///< as DecoderOrder has it
    QString title;
    QString reason; ///< why it stands where it stands
    DecoderCandidate candidate;

    bool operator==(const DecoderRow&) const = default;
};

/// First is asked first. Of plugins that are switched on.
std::vector<DecoderRow> decoderRows(std::string_view extension, const DecoderOrder& order,
                                    const std::vector<PluginStatus>& plugins);

/// Those about which there is something to choose, or was: more than one decoder, or an order. Sorted,
/// without a dot.
QStringList extensionsToChoose(const DecoderOrder& order, const std::vector<PluginStatus>& plugins);

/// The order to keep when the rows on show were put into the order `shown`: what `kept` names beside them,
/// because its plugin is off or gone, stays at its place.
std::vector<std::string> orderWith(const std::vector<std::string>& kept,
                                   const std::vector<std::string>& shown);

} // namespace stellatune
