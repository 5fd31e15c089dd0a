// SPDX-License-Identifier: MIT
// Sources. A class has, besides what instance.h says:
//
//     Json list(const Json& request, Cancellation& cancellation);   // request and answer as in abi/source.h
//     OpenedStream open(std::string_view itemId, Cancellation& cancellation);
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

#include "../abi/source.h"
#include "instance.h"
#include "operation.h"
#include "stream.h"

namespace stellatune::sdk {

/// info is an object: "extension" (lower case, no dot), "title", "artist", "album", "duration_ms", all
/// optional.
struct OpenedStream {
    std::unique_ptr<SourceStream> stream;
    Json info = Json::object();
};

/// What a class must have to be exported with source<T>().
template <typename T>
concept SourceClass = requires(T& source, const Json& request, std::string_view itemId,
                               Cancellation& cancellation)
{
    static_cast<const TypeInfo&>(T::kType);
    static_cast<Json>(source.list(request, cancellation));
    static_cast<OpenedStream>(source.open(itemId, cancellation));
};

namespace detail {

template <typename T>
class SourceTable {
    using Cell = PlainCell<T>;

    static Cell& cell(void* handle) noexcept { return *static_cast<Cell*>(handle); }

    static int32_t beginList(void* handle, StString text, StNotifier notifier,
                             StOperation* outOperation) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "begin_list", [&] {
            requirePointer(outOperation, "out_operation");
            const std::string_view view = toView(text);
            Json request = view.empty() ? Json::object() : Json::parse(view);
            if (!request.isObject())
                throw Error(ST_ERR_INVALID_ARGUMENT, "A request must be a JSON object.");
            auto work = [&self, kept = std::move(request)](Cancellation& cancellation) {
                return OperationResult{dumpObject(self.object.list(kept, cancellation), "list"), nullptr};
            };
            *outOperation = Operation::release<false>(
                std::make_unique<Operation>(T::kType.typeId, "list", notifier, std::move(work)));
        });
    }

    static int32_t beginOpenStream(void* handle, StString itemId, StNotifier notifier,
                                   StOperation* outOperation) noexcept
    {
        Cell& self = cell(handle);
        return guarded(self.lastError, "begin_open_stream", [&] {
            requirePointer(outOperation, "out_operation");
            auto work = [&self, id = std::string(toView(itemId))](Cancellation& cancellation) {
                OpenedStream opened = self.object.open(id, cancellation);
                if (!opened.stream)
                    throw Error(ST_ERR_INTERNAL, "open() must give a stream.");
                return OperationResult{
                    dumpObject(opened.info, "open"),
                    std::make_unique<StreamAdaptor>(std::move(opened.stream), T::kType.typeId)};
            };
            *outOperation = Operation::release<true>(
                std::make_unique<Operation>(T::kType.typeId, "open", notifier, std::move(work)));
        });
    }

    static void closeStream(void* /*handle*/, StStream stream) noexcept { StreamAdaptor::close(stream); }

    static int32_t create(StString config, StSource* outSource, const StWriter* outError) noexcept
    {
        return guardedCreate(T::kType.typeId, outError, [&] {
            requirePointer(outSource, "out_source");
            auto made = std::make_unique<Cell>(configFor<T>(config));
            *outSource = {made.release(), &kFunctions};
        });
    }

    static constexpr StSourceFunctions kFunctions{
        sizeof(StSourceFunctions), 0,           &InstanceTable<Cell>::kFunctions, &beginList,
        &beginOpenStream,          &closeStream};
    static constexpr StSourceType kType{sizeof(StSourceType), 0, &create};

  public:
    static constexpr StCapability kCapability = makeCapability<T>(ST_CAPABILITY_SOURCE, &kType);
};

} // namespace detail
} // namespace stellatune::sdk
