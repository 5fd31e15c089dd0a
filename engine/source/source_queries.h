// What can be asked of a source.
#pragma once

#include "engine/source/open_streams.h"
#include "engine/source/query_owner.h"
#include "engine/source/query_reply.h"
#include "engine/source/stream_lease.h"

#include <memory>
#include <string>

namespace stellatune {

using SourceOwner = QueryOwner<SourceInstance>;

/// Request and answer are JSON, as pluginapi/abi/source.h says. Any thread.
std::shared_ptr<PendingQuery> listItems(SourceOwner& owner, std::string request,
                                        Completion<std::string> completion);

/// A stream that comes too late, or that nobody takes out of the reply, is closed. Any thread.
std::shared_ptr<PendingQuery> openStream(const std::shared_ptr<SourceOwner>& owner, std::string itemId,
                                         std::shared_ptr<OpenStreams> table,
                                         Completion<std::shared_ptr<StreamLease>> completion);

} // namespace stellatune
