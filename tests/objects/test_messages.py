"""What a person may read of a value that no model takes: never the value."""

import pytest
from pydantic import BaseModel, ValidationError

from exotel_pulumi.config import Location, Settings
from exotel_pulumi.objects import KINDS

SECRET = "Sesame 0pen"
MODELS: list[type[BaseModel]] = [Settings, Location, *(model for kind in KINDS for model in (kind.inputs, kind.state))]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_s46_no_message_of_a_model_shows_a_value(model: type[BaseModel]) -> None:
    for value in (SECRET, [SECRET], {SECRET: SECRET}):
        with pytest.raises(ValidationError) as refused:
            model.model_validate(dict.fromkeys((*model.model_fields, "unheard_of"), value))
        assert SECRET not in str(refused.value)
