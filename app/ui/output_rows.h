// Where sound can be sent to, in words and in groups. Pure.
#pragma once

#include "app/playlist/sink_choices.h"
#include "pluginhost/runtime/coordinator.h"

#include <QList>
#include <QString>

#include <vector>

namespace stellatune {

struct OutputRow {
    enum class Kind : uint8_t {
        Heading, ///< of the rows after it; nothing to choose
        Present,
        Missing, ///< chosen, and not to be had now
        Failed,  ///< chosen, and another plays in its place
    };
    Kind kind = Kind::Present;
    DeviceChoice choice; ///< of a plugin's sink without its target
    QString title;
    QString note; ///< what it is, or why it cannot be had

    bool operator==(const OutputRow&) const = default;
};

/// `devices`: null as long as nobody has answered. `plugins`: all of them when `areAllKnown`. `chosen` has
/// its row whatever comes. `hasFailed`: the chosen one is there, and was tried.
std::vector<OutputRow> outputRows(const QList<DeviceInfo>* devices, const std::vector<PluginStatus>& plugins,
                                  const DeviceChoice& chosen, bool areAllKnown = true,
                                  bool hasFailed = false);

} // namespace stellatune
