// How long the tables of the interface were in the first version of it. A plugin that was built then has no
// more, and whatever was appended since counts as null.
#pragma once

#include "pluginapi/abi/module.h"

#include <cstddef>
#include <cstdint>

namespace stellatune {

template <typename Table>
constexpr uint32_t kFirstSize = 0;

#define STELLATUNE_FIRST_SIZE(Table, lastField)                                                              \
    template <>                                                                                              \
    inline constexpr uint32_t kFirstSize<Table> =                                                            \
        static_cast<uint32_t>(offsetof(Table, lastField) + sizeof(Table::lastField))

STELLATUNE_FIRST_SIZE(StInstanceFunctions, import_state);
STELLATUNE_FIRST_SIZE(StStreamFunctions, interrupt);
STELLATUNE_FIRST_SIZE(StOperationFunctions, destroy);
STELLATUNE_FIRST_SIZE(StDecoderFunctions, seek);
STELLATUNE_FIRST_SIZE(StDspFunctions, reset);
STELLATUNE_FIRST_SIZE(StSourceFunctions, close_stream);
STELLATUNE_FIRST_SIZE(StLyricsFunctions, begin_fetch);
STELLATUNE_FIRST_SIZE(StSinkFunctions, close);
STELLATUNE_FIRST_SIZE(StControlRequest, fields);

#undef STELLATUNE_FIRST_SIZE

/// Whether a table of a plugin is there and as long as the first version's.
template <typename Table>
bool isWhole(const Table* table)
{
    static_assert(kFirstSize<Table> > 0);
    return table != nullptr && table->struct_size >= kFirstSize<Table>;
}

} // namespace stellatune
