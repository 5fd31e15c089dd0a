// What the plugin with the long names is called. C11 and C++20.
#pragma once

#define LONG_ID "org.stellatune.test.a-plugin-whose-identifier-tells-nearly-everything-about-it"
#define LONG_NAME "The Complete Collection of Everything That Ever Made a Sound (Studio Edition)"
