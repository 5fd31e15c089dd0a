// A query whose answer is text.
#pragma once

#include "engine/source/query_owner.h"
#include "engine/source/query_reply.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace stellatune {

/// The work of a query that `reply` answers, but for how it begins and what is taken.
template <typename Instance, typename T>
typename QueryOwner<Instance>::Work workFor(const char* name, const std::shared_ptr<ReplyOnce<T>>& reply)
{
    typename QueryOwner<Instance>::Work work;
    work.name = name;
    work.caller.fail = [reply](QueryEnd end, Error error) { return reply->give(end, std::move(error)); };
    work.caller.isReplied = [reply] { return reply->isGiven(); };
    return work;
}

template <typename Instance, typename Begin>
std::shared_ptr<PendingQuery> askText(QueryOwner<Instance>& owner, const char* name, Begin begin,
                                      Completion<std::string> completion)
{
    const auto reply = std::make_shared<ReplyOnce<std::string>>(owner.counters(), std::move(completion));
    typename QueryOwner<Instance>::Work work = workFor<Instance>(name, reply);
    work.begin = std::move(begin);
    work.take = [reply](PluginOperation& operation, const auto&) {
        Result<std::string> text = operation.takeText();
        reply->give(text ? QueryEnd::Answered : QueryEnd::Failed, std::move(text));
    };
    return owner.ask(std::move(work));
}

} // namespace stellatune
