#include <stdexcept>
#include <string>

extern "C" int classes(void)
{
    try {
        throw std::runtime_error(std::string(2, 'x'));
    } catch (const std::exception &error) {
        return static_cast<int>(std::string(error.what()).size());
    }
}
