#include "pluginhost/runtime/decoder_candidate.h"

#include "pluginhost/package/decoder_order.h"

namespace stellatune {

std::string DecoderCandidate::name() const
{
    return isBuiltIn() ? std::string(kBuiltInDecoders) : pluginId + "/" + typeId;
}

} // namespace stellatune
