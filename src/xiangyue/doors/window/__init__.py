"""The town's window, its own telephone and visits at home: a cadre writes down what somebody says and reads it back."""
