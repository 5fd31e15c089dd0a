#include "pluginhost/lease/text_transfer.h"

#include "pluginhost/lease/host_border.h"

namespace stellatune {

int32_t TextCollector::write(void* context, const void* data, uint64_t size)
{
    return runForPlugin([&] {
        auto& self = *static_cast<TextCollector*>(context);
        if (size > kLimit - self.m_text.size())
            return ST_ERR_NO_MEMORY;
        if (size > 0)
            self.m_text.append(static_cast<const char*>(data), size);
        return ST_OK;
    });
}

} // namespace stellatune
