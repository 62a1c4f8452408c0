"""The API's error codes, with their HTTP status and message from the documents."""

STATUS = {1000: 404, 1001: 400, 1002: 400, 1003: 403, 1007: 400, 1008: 409, 1010: 401, 1011: 415}

MESSAGE = {
    1000: "Resource not found",
    1001: "Mandatory parameter missing",
    1002: "Invalid parameter",
    1003: "Authorization failed",
    1007: "Malformed JSON",
    1008: "Duplicate resource",
    1010: "Authorization failed",
    1011: "Unsupported content type",
}


class ApiError(Exception):
    """An error that the API reports in a JSON body."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description

    @property
    def status(self) -> int:
        """Returns the HTTP status of the code."""
        return STATUS[self.code]

    @property
    def data(self) -> dict[str, object]:
        """Returns the error as the API shows it."""
        return {"code": self.code, "message": MESSAGE[self.code], "description": self.description}


def not_found(what: str) -> ApiError:
    """Returns the error for an object that is missing."""
    return ApiError(1000, f"{what} not found")


def mandatory(label: str) -> ApiError:
    """Returns the error for a parameter that is missing."""
    return ApiError(1001, f"{label} is mandatory")


def invalid(description: str) -> ApiError:
    """Returns the error for a value that the API refuses."""
    return ApiError(1002, description)


def duplicate(description: str) -> ApiError:
    """Returns the error for an object that the account already has."""
    return ApiError(1008, description)
