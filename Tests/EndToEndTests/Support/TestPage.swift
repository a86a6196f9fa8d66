import Foundation
import LiveProcesses

/// One of the pages in `Pages`, as a browser opens it.
enum TestPage {
    /// - Parameter task: what the page is to do; it stands in the address.
    static func address(of name: String, task: String? = nil) throws -> String {
        guard let file = Bundle.module.url(forResource: name, withExtension: "html", subdirectory: "Pages") else {
            throw LiveProcess.Failure(description: "the page \(name).html is missing")
        }
        guard let task else { return file.absoluteString }
        return file.absoluteString + "#" + (task.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    }
}
