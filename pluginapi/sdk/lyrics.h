// SPDX-License-Identifier: MIT
// Lyrics providers. A class has, besides what instance.h says:
//
//     Json search(const LyricsQuery& query, Cancellation& cancellation);           // answers as in
//     Json fetch(std::string_view candidateId, Cancellation& cancellation);        // abi/lyrics.h
//
// Both run on threads of the SDK, may wait, and must end soon once cancelled. They may run side by side, also
// with each other and with applyConfig(), so what they share needs a lock. None runs any more when the
// destructor does. Failures are Errors whose words the listener reads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "../abi/lyrics.h"
#include "instance.h"
#include "operation.h"

namespace stellatune::sdk {

/// What is known of the track; unknown texts are empty.
struct LyricsQuery {
    std::string path; ///< of a local file; toPath() turns it into a path
    std::string title;
    std::string artist;
    std::string album;
    uint64_t durationMs = 0; ///< 0 when unknown
};

/// What a class must have to be exported with lyrics<T>().
template <typename T>
concept LyricsClass = requires(T& lyrics, const LyricsQuery& query, std::string_view candidateId,
                               Cancellation& cancellation)
{
    static_cast<const TypeInfo&>(T::kType);
    static_cast<Json>(lyrics.search(query, cancellation));
    static_cast<Json>(lyrics.fetch(candidateId, cancellation));
};

namespace detail {

template <typename T>
class LyricsTable {
    using Cell = PlainCell<T>;

    static Cell& cell(void* handle) noexcept { return *static_cast<Cell*>(handle); }

    static LyricsQuery copyQuery(const StLyricsQuery* given)
    {
        const StLyricsQuery query = readStruct(given, "query");
        return {std::string(toView(query.path)), std::string(toView(query.title)),
                std::string(toView(query.artist)), std::string(toView(query.album)), query.duration_ms};
    }

    static int32_t beginSearch(void* handle, const StLyricsQuery* given, StNotifier notifier,
                               StOperation* outOperation) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "begin_search", [&] {
            requirePointer(outOperation, "out_operation");
            auto work = [&self, query = copyQuery(given)](Cancellation& cancellation) {
                return OperationResult{dumpObject(self.object.search(query, cancellation), "search"),
                                       nullptr};
            };
            *outOperation = Operation::release<false>(
                std::make_unique<Operation>(T::kType.typeId, "search", notifier, std::move(work)));
        });
    }

    static int32_t beginFetch(void* handle, StString candidateId, StNotifier notifier,
                              StOperation* outOperation) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "begin_fetch", [&] {
            requirePointer(outOperation, "out_operation");
            auto work = [&self, id = std::string(toView(candidateId))](Cancellation& cancellation) {
                return OperationResult{dumpObject(self.object.fetch(id, cancellation), "fetch"), nullptr};
            };
            *outOperation = Operation::release<false>(
                std::make_unique<Operation>(T::kType.typeId, "fetch", notifier, std::move(work)));
        });
    }

    static int32_t create(StString config, StLyrics* outLyrics, const StWriter* outError) noexcept
    {
        return guardedCreate(T::kType.typeId, outError, [&] {
            requirePointer(outLyrics, "out_lyrics");
            auto made = std::make_unique<Cell>(configFor<T>(config));
            *outLyrics = {made.release(), &kFunctions};
        });
    }

    static constexpr StLyricsFunctions kFunctions{
        sizeof(StLyricsFunctions), 0, &InstanceTable<Cell>::kFunctions, &beginSearch, &beginFetch};
    static constexpr StLyricsType kType{sizeof(StLyricsType), 0, &create};

  public:
    static constexpr StCapability kCapability = makeCapability<T>(ST_CAPABILITY_LYRICS, &kType);
};

} // namespace detail
} // namespace stellatune::sdk
