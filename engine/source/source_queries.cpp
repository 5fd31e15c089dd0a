#include "engine/source/source_queries.h"

#include "engine/source/text_query.h"

#include <functional>
#include <utility>

namespace stellatune {

std::shared_ptr<PendingQuery> listItems(SourceOwner& owner, std::string request,
                                        Completion<std::string> completion)
{
    return askText(
        owner, "list",
        [request = std::move(request)](SourceInstance& source, std::function<void()> onEnd) {
            return source.beginList(request, std::move(onEnd));
        },
        std::move(completion));
}

std::shared_ptr<PendingQuery> openStream(const std::shared_ptr<SourceOwner>& owner, std::string itemId,
                                         std::shared_ptr<OpenStreams> table,
                                         Completion<std::shared_ptr<StreamLease>> completion)
{
    const auto reply =
        std::make_shared<ReplyOnce<std::shared_ptr<StreamLease>>>(owner->counters(), std::move(completion));
    SourceOwner::Work work = workFor<SourceInstance>("open", reply);
    work.begin = [itemId = std::move(itemId)](SourceInstance& source, std::function<void()> onEnd) {
        return source.beginOpenStream(itemId, std::move(onEnd));
    };
    work.take = [reply, table = std::move(table), weakOwner = std::weak_ptr<SourceOwner>(owner)](
                    PluginOperation& operation, const SourceOwner::CatalogPtr& catalog) {
        Result<PluginOperation::OpenedStream> opened = operation.takeStream();
        if (!opened) {
            reply->give(QueryEnd::Failed, opened.error());
            return;
        }
        // The owner runs this, so it is there.
        Result<std::shared_ptr<StreamLease>> lease =
            StreamLease::adopt(opened->stream, std::move(opened->info), catalog, weakOwner.lock(), table);
        reply->give(lease ? QueryEnd::Answered : QueryEnd::Failed, std::move(lease));
    };
    return owner->ask(std::move(work));
}

} // namespace stellatune
