#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

// How often the most frequent word stands in the text; -1 of a text without words, by way of an exception.
extern "C" int most_frequent(const char *text) {
    try {
        std::map<std::string, int> counts;
        std::istringstream words(text);
        int most = 0;
        for (std::string word; words >> word;) {
            most = std::max(most, ++counts[word]);
        }
        if (most == 0) {
            throw std::invalid_argument("no word");
        }
        return most;
    } catch (const std::invalid_argument &) {
        return -1;
    }
}
