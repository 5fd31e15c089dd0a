// What users do to the chains, as pure functions on DspSpec.
#pragma once

#include "engine/dsp/dsp_spec.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace stellatune {

enum class DspPlace : uint8_t { BeforeMapping, AfterMapping };

struct DspPosition {
    DspPlace place = DspPlace::BeforeMapping;
    size_t index = 0;

    bool operator==(const DspPosition&) const = default;
};

std::vector<DspNodeSpec>& nodesAt(DspSpec& spec, DspPlace place);
const std::vector<DspNodeSpec>& nodesAt(const DspSpec& spec, DspPlace place);

/// Null when there is none with that id.
DspNodeSpec* findNode(DspSpec& spec, uint64_t id);
const DspNodeSpec* findNode(const DspSpec& spec, uint64_t id);
std::optional<DspPosition> positionOf(const DspSpec& spec, uint64_t id);

/// At the end of that chain, with an id of its own, which is returned.
uint64_t addNode(DspSpec& spec, DspPlace place, DspNodeSpec node);
/// Back to where it stood, or to the end of a chain that has become shorter, with its own id unless another
/// has it by now. Returns its id.
uint64_t insertNode(DspSpec& spec, const DspPosition& position, DspNodeSpec node);
/// Nothing for an id that is not there.
void removeNode(DspSpec& spec, uint64_t id);
/// One up or down; past an end into the other chain. False when there is nowhere to go.
bool moveNode(DspSpec& spec, uint64_t id, int direction);

/// Both do the same to the sound: ids do not count.
bool isSameSound(const DspSpec& a, const DspSpec& b);
/// `wanted`, where each node that `current` has too gets the id that it has there: it goes on instead of
/// being made anew.
DspSpec carryIds(DspSpec wanted, const DspSpec& current);

} // namespace stellatune
