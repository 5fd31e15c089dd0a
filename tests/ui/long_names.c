/* Offers each kind of capability, and its names are longer than their columns. */
#include "tests/ui/long_names.h"

#include "tests/fixtures/plugins/every_capability.h"

const StModule* stellatune_plugin_entry(const StHost* host)
{
    (void)host;
    everyCapability();
    g_gain.module.id = GAIN_LITERAL(LONG_ID);
    g_gain.module.name = GAIN_LITERAL(LONG_NAME);
    g_gain.module.author = GAIN_LITERAL("The Society for the Preservation of Very Long Names in Software");
    g_gain.module.homepage =
        GAIN_LITERAL("https://example.org/a/page/whose/address/has/no/place/where/it/breaks");
    g_gain.module.description =
        GAIN_LITERAL("Decodes, filters, finds, sings and plays whatever it is given, and "
                     "takes its time to say so.");
    return &g_gain.module;
}
